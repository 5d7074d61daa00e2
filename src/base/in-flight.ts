/** What is under way at this moment, by key. */
export interface InFlight<V> {
  readonly size: number;
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  values(): readonly V[];
}

/**
 * For what comes and goes thousands of times a second. A Map that is filled and emptied all day needs a new table every few
 * dozen times, and V8 leaves the outgrown one pointing at the next: once one of them has grown old, all that follow are kept
 * with everything in them, and each young collection takes 8 ms instead of 1. An object's table points at nothing.
 */
export function createInFlight<V>(): InFlight<V> {
  const held = Object.create(null) as Record<string, V>;
  let size = 0;
  return {
    get size() {
      return size;
    },
    get: (key) => held[key],
    set(key, value) {
      if (!(key in held)) size++;
      held[key] = value;
    },
    delete(key) {
      if (!(key in held)) return;
      size--;
      Reflect.deleteProperty(held, key);
    },
    values: () => Object.values(held),
  };
}
