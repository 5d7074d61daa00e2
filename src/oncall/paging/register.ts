import type { Fold } from '../../timeline/fold.ts';
import { pageRegistered } from './entries.ts';

/** What the organisation's timeline knows of pages: which number comes next, and how many each policy has had. */
export type PageRegister = { readonly nextNumber: number; readonly turns: Readonly<Record<string, number>> };

export const pageRegister: Fold<PageRegister> = {
  name: 'page-register',
  version: 2,
  initial: { nextNumber: 1, turns: {} },
  evolve(state, entry) {
    if (entry.kind !== pageRegistered.kind) return state;
    const parsed = pageRegistered.schema.safeParse(entry.data);
    if (!parsed.success) return state;
    const { number, policy } = parsed.data;
    return {
      nextNumber: Math.max(state.nextNumber, number + 1),
      turns: policy === undefined ? state.turns : { ...state.turns, [policy]: (state.turns[policy] ?? 0) + 1 },
    };
  },
};
