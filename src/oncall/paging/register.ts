import type { Fold } from '../../timeline/fold.ts';
import { pageRegistered } from './entries.ts';

/** What the organisation's timeline knows of pages: which number comes next. */
export const pageRegister: Fold<{ readonly nextNumber: number }> = {
  name: 'page-register',
  version: 1,
  initial: { nextNumber: 1 },
  evolve(state, entry) {
    if (entry.kind !== pageRegistered.kind) return state;
    const parsed = pageRegistered.schema.safeParse(entry.data);
    return parsed.success ? { nextNumber: Math.max(state.nextNumber, parsed.data.number + 1) } : state;
  },
};
