import { useEffect, useReducer, useRef } from 'preact/hooks';

export interface Store<T> {
  readonly get: () => T;
  /** Replaces the state; whoever watches a part of it that changed is drawn again. */
  readonly set: (next: T | ((current: T) => T)) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(next) {
      const value = next instanceof Function ? next(state) : next;
      if (Object.is(value, state)) return;
      state = value;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** Sets some of what the state consists of, and leaves the rest. */
export const change =
  <T extends object>(store: Store<T>) =>
  (some: Partial<T>): void => {
    store.set((state) => ({ ...state, ...some }));
  };

/** `select` must return the same reference as long as nothing that matters changed. */
export function useStore<T, S>(store: Store<T>, select: (state: T) => S): S {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const selected = select(store.get());
  const shown = useRef(selected);
  shown.current = selected;
  const selector = useRef(select);
  selector.current = select;
  useEffect(() => {
    const check = (): void => {
      if (!Object.is(selector.current(store.get()), shown.current)) redraw(undefined);
    };
    check();
    return store.subscribe(check);
  }, [store]);
  return selected;
}
