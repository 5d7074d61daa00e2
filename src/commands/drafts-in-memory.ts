import type { Instant } from '../base/clock.ts';
import type { Draft, Store } from '../timeline/store.ts';

export type Drafts = Pick<Store, 'saveDraft' | 'draft' | 'takeDraft'>;

/** Who has opened more forms than that meanwhile types anew. */
const MOST = 200;

/** Drafts that must not reach a disk, such as SQL with its values: gone after a restart. */
export function draftsInMemory(): Drafts {
  const held = new Map<string, Draft>();
  const find = (id: string, now: Instant): Draft | undefined => {
    const draft = held.get(id);
    return draft && draft.expiresAt > now ? draft : undefined;
  };
  return {
    async saveDraft(draft) {
      held.delete(draft.id);
      held.set(draft.id, draft);
      const [oldest] = held.keys();
      if (held.size > MOST && oldest !== undefined) held.delete(oldest);
    },
    draft: async (id, now) => find(id, now),
    async takeDraft(id, now) {
      const draft = find(id, now);
      held.delete(id);
      return draft;
    },
  };
}

/** Keeps in memory what `mayNotBeKept` says of, on disk what else there is, and finds either. */
export function draftsPartlyInMemory(store: Drafts, mayNotBeKept: (draft: Draft) => boolean): Drafts {
  const memory = draftsInMemory();
  return {
    saveDraft: (draft) => (mayNotBeKept(draft) ? memory : store).saveDraft(draft),
    draft: async (id, now) => (await memory.draft(id, now)) ?? store.draft(id, now),
    takeDraft: async (id, now) => (await memory.takeDraft(id, now)) ?? store.takeDraft(id, now),
  };
}
