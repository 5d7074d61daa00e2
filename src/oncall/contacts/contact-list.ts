import type { Method } from '../config/person.ts';
import type { OnCallSections } from '../config/references.ts';
import type { Reachable } from '../paging/plan.ts';
import { planNotifications } from '../paging/plan.ts';
import type { Policy, Target } from '../config/policies.ts';
import { VERIFIABLE } from './tell-contact.ts';
import type { Claim } from './verification-entries.ts';
import { type VerificationState, claimKey, digestOf } from './verification-state.ts';

export type OwnContact = { readonly method: Method; readonly address: string };

/** Every way to reach a person, Discord first. An e-mail address of theirs counts when no contact is one. */
export function contactsOf(person: Omit<Reachable, 'timeZone'>): OwnContact[] {
  const contacts: OwnContact[] = person.discord === undefined ? [] : [{ method: 'discord', address: person.discord }];
  contacts.push(...(person.contacts ?? []));
  const mail = contacts.some(({ method }) => method === 'email');
  if (!mail && person.email !== undefined) contacts.push({ method: 'email', address: person.email });
  return contacts;
}

/** A telephone rings for pages alone: nobody is woken because a shift in three weeks is another's now. */
export const takesWords = ({ method }: Pick<OwnContact, 'method'>): boolean =>
  method !== 'discord' && method !== 'mention' && method !== 'call';

/** What a person has to show to be theirs; undefined for Discord, which shows itself. */
export const claimOf = (person: string, { method, address }: OwnContact): Claim | undefined =>
  VERIFIABLE.some((each) => each === method)
    ? { kind: `contact.${method}`, person, value: address, digest: digestOf(address) }
    : undefined;

/** Where a claim's code goes to: the address in muster.yaml now; undefined when it is not there any more. */
export const claimedAddress = (people: OnCallSections['people'], claim: Claim): string | undefined =>
  Object.entries(people)
    .filter(([key, { discord }]) => (discord ?? key) === claim.person)
    .flatMap(([, person]) => contactsOf(person))
    .find((contact) => {
      const theirs = claimOf(claim.person, contact);
      return theirs !== undefined && claimKey(theirs) === claimKey(claim);
    })?.address;

export type ContactState = 'verified' | 'code sent' | 'code could not be sent' | 'unverified';

export function stateOf(state: VerificationState, claim: Claim | undefined, now: number): ContactState {
  if (!claim) return 'verified';
  const known = state[claimKey(claim)];
  if (known?.verifiedAt != null) return 'verified';
  if (known?.pending?.undelivered != null) return 'code could not be sent';
  return known?.pending && known.pending.expiresAt > now ? 'code sent' : 'unverified';
}

/** How an address is shown where others may look: `a…@example.com`, `…4567`, `ntfy.example`. */
export function maskedAddress({ method, address }: OwnContact): string {
  if (method === 'email') return address.replace(/^(.).*@/, '$1…@');
  if (method === 'sms' || method === 'call') return `…${address.slice(-4)}`;
  if (method === 'discord' || method === 'mention') return 'their account';
  return URL.canParse(address) ? new URL(address).host : '';
}

/** Their last rule for urgent pages, when its contact is unverified: the last that could wake them may reach nobody. */
export function unverifiedEnd(sections: OnCallSections, key: string, state: VerificationState): OwnContact | undefined {
  const person = sections.people[key];
  if (!person) return undefined;
  const last = planNotifications({ ...person, timeZone: 'UTC' }, 'high', 0, true).at(-1);
  const contact = contactsOf(person).find(({ method }) => method === last?.method);
  const claim = contact && claimOf(person.discord ?? key, contact);
  return claim && state[claimKey(claim)]?.verifiedAt == null ? contact : undefined;
}

/** Everybody whom the last step of a policy may page, by key: whoever has turns in its schedules counts. */
export function peopleOf(
  sections: Pick<OnCallSections, 'schedules' | 'policies'>,
  targets: readonly Target[],
  seen: readonly string[] = [],
): string[] {
  return targets.flatMap((target) => {
    if (target.type === 'person') return [target.key];
    if (target.type === 'round-robin') return peopleOf(sections, target.among, seen);
    if (target.type === 'schedule') {
      return (sections.schedules[target.key]?.layers ?? []).flatMap(({ users }) =>
        users.filter((user) => user !== null),
      );
    }
    if (target.type !== 'policy' || seen.includes(target.key)) return [];
    const inner: Policy | undefined = sections.policies[target.key];
    return peopleOf(sections, inner?.steps.at(-1)?.page ?? [], [...seen, target.key]);
  });
}

export type UnverifiedEnd = { readonly key: string; readonly contact: OwnContact };

/** Of the people that a policy's last step pages, those whose last rule is unverified. */
export function unverifiedInPolicy(
  sections: OnCallSections,
  policy: string,
  state: VerificationState,
): UnverifiedEnd[] {
  const people = new Set(peopleOf(sections, sections.policies[policy]?.steps.at(-1)?.page ?? [], [policy]));
  return [...people].flatMap((key) => {
    const contact = unverifiedEnd(sections, key, state);
    return contact ? [{ key, contact }] : [];
  });
}

/** For `muster check`: a sentence a person and a policy that ends in something unverified. */
export function verificationWarnings(
  sections: OnCallSections,
  state: VerificationState,
): readonly { readonly path: readonly string[]; readonly message: string }[] {
  const people = Object.keys(sections.people).flatMap((key) => {
    const contact = unverifiedEnd(sections, key, state);
    const message = `the last rule (${contact?.method ?? ''}) is unverified: ${key} shows by /oncall verify that it arrives`;
    return contact ? [{ path: ['people', key], message }] : [];
  });
  const policies = Object.keys(sections.policies).flatMap((policy) => {
    const ends = unverifiedInPolicy(sections, policy, state);
    const names = ends.map(({ key, contact }) => `${key} (${contact.method})`).join(', ');
    const message = `the last step relies on contacts that are unverified: ${names}`;
    return ends.length > 0 ? [{ path: ['policies', policy], message }] : [];
  });
  return [...people, ...policies];
}
