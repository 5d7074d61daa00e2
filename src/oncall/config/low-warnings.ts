import { peopleOf } from '../contacts/contact-list.ts';
import type { OnCallSections, ReferenceFault } from './references.ts';
import type { Target } from './policies.ts';

const elsewhere = (targets: readonly Target[]): boolean =>
  targets.some((target) =>
    target.type === 'round-robin' ? elsewhere(target.among) : target.type === 'channel' || target.type === 'webhook',
  );

/** Policies whose last step asks nobody who wants to hear of low urgency: such a page ends in the fallback channel. */
export function* lowWarnings(sections: OnCallSections): Generator<ReferenceFault> {
  for (const [policy, { steps }] of Object.entries(sections.policies)) {
    const last = steps.at(-1)?.page ?? [];
    const people = [...new Set(peopleOf(sections, last, [policy]))];
    const silent = people.every((key) => sections.people[key]?.rules?.low?.length === 0);
    if (people.length === 0 || !silent || elsewhere(last)) continue;
    const message = `the last step rings nobody for a page of low urgency (rules.low is empty for ${people.join(', ')}): only the fallback channel hears of it`;
    yield { path: ['policies', policy, 'steps', steps.length - 1], message };
  }
}
