import type { PageState, Toast } from './page-state.ts';
import type { Store } from './store.ts';

const SHOWN_MS = 6_000;
const MOST_BEFORE = 3;

export const sentence = (error: unknown): string => (error instanceof Error ? error.message : 'It did not work.');

/** Short words at the edge of the page, for a moment. */
export interface Notices {
  readonly say: (text: string, tone?: 'plain' | 'bad', about?: Toast['about']) => void;
  /** What goes wrong with it is said. */
  readonly attempt: (what: Promise<unknown>) => void;
}

export function createNotices(store: Store<PageState>): Notices {
  let lastKey = 0;
  const say: Notices['say'] = (text, tone = 'plain', about) => {
    const key = ++lastKey;
    store.set((state) => ({
      ...state,
      toasts: [...state.toasts.slice(-MOST_BEFORE), { key, text, tone, ...(about && { about }) }],
    }));
    setTimeout(() => {
      store.set((state) => ({ ...state, toasts: state.toasts.filter((toast) => toast.key !== key) }));
    }, SHOWN_MS);
  };
  return {
    say,
    attempt(what) {
      what.catch((error: unknown) => {
        say(sentence(error), 'bad');
      });
    },
  };
}
