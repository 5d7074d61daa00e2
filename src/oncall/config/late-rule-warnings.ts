import { peopleOf } from '../contacts/contact-list.ts';
import { flatten } from '../paging/routing.ts';
import { writtenDuration } from './duration.ts';
import { URGENCIES } from './person.ts';
import type { OnCallSections, ReferenceFault } from './references.ts';

interface Asked {
  readonly forMs: number;
  readonly policy: string;
  readonly step: number;
}

/**
 * Rules that come too late in every policy: the page has gone on to others by then, like a call after ten minutes where
 * all steps that page somebody wait five. Who stands in a last step is told by all rules, and is not warned of.
 */
export function* lateRuleWarnings(sections: OnCallSections): Generator<ReferenceFault> {
  for (const [key, { forMs, policy, step }] of longestAsked(sections)) {
    for (const urgency of URGENCIES) {
      for (const [n, { afterMs, method }] of (sections.people[key]?.rules?.[urgency] ?? []).entries()) {
        if (afterMs < forMs) continue;
        const message = `the rule for ${method} comes too late in every policy: after ${writtenDuration(forMs)} at most (step ${step + 1} of ${policy}) the page goes on to others. Make the rule earlier, or the wait of that step longer`;
        yield { path: ['people', key, 'rules', urgency, n], message };
      }
    }
  }
}

/** Where each person is asked for longest; steps in a row that ask them count together. */
function longestAsked(sections: OnCallSections): ReadonlyMap<string, Asked> {
  const longest = new Map<string, Asked>();
  for (const [policy, { steps }] of Object.entries(sections.policies)) {
    const asked = new Map<string, Asked>();
    const flat = flatten(steps, sections);
    for (const [step, { page, waitMs }] of flat.entries()) {
      const here = new Set(peopleOf(sections, page, [policy]));
      for (const key of asked.keys()) if (!here.has(key)) asked.delete(key);
      for (const key of here) {
        const since = asked.get(key) ?? { forMs: 0, policy, step };
        const last = step === flat.length - 1;
        const now = { ...since, forMs: last ? Number.POSITIVE_INFINITY : since.forMs + waitMs };
        asked.set(key, now);
        if (now.forMs > (longest.get(key)?.forMs ?? 0)) longest.set(key, now);
      }
    }
  }
  return longest;
}
