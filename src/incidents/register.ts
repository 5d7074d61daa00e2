import type { Fold } from '../timeline/fold.ts';
import { incidentRegistered } from './entries/incident-registered.ts';

/** What the organisation's timeline knows of incidents: which number comes next. */
export type Register = { readonly nextNumber: number };

export const registerFold: Fold<Register> = {
  name: 'incident-register',
  version: 1,
  initial: { nextNumber: 1 },
  evolve(state, entry) {
    if (entry.kind !== incidentRegistered.kind) return state;
    const parsed = incidentRegistered.schema.safeParse(entry.data);
    return parsed.success ? { nextNumber: Math.max(state.nextNumber, parsed.data.number + 1) } : state;
  },
};
