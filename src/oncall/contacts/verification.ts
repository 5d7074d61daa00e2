import { HOUR_MS } from '../../base/durations.ts';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { codePoolOf } from './pool-of.ts';
import {
  type Claim,
  type VERIFICATION_FAULTS,
  verificationCodeSent,
  verificationFailed,
  verificationSucceeded,
  verificationWithdrawn,
} from './verification-entries.ts';
import { type VerificationState, claimKey } from './verification-state.ts';

/**
 * Verification by code, of whatever address somebody says is theirs: decisions only. Most callers want
 * `createVerifications` (verifications.ts), which commits them and sends the codes:
 *
 *     const claim = { kind: 'contact.email', person: viewer.id, value: 'alice@example.com' };
 *     await verifications.send(claim, cause);                // a code is on its way by the sender for `contact.email`
 *     await verifications.confirm(viewer.id, '123456', cause, 'contact.');  // the claim that is theirs now, or why not
 *     await verifications.isVerified(claim);
 *
 * A code is good once, for 15 minutes and five attempts; at most five codes an hour for one claim. Where the address in
 * muster.yaml changes, the claim is another one, and unverified.
 */
const VALID_MS = 15 * 60_000;
const MOST_ATTEMPTS = 5;
const MOST_CODES_AN_HOUR = 5;

type Decided<A extends null | Claim> = Result<Decision<A>>;

/** The six digits of a verification: derived from its id by a secret, so that they stand nowhere at rest. */
export function codeOf(key: string, id: string): string {
  const number = createHmac('sha256', key).update(`code.${id}`).digest().readUInt32BE(0);
  return String(number % 1_000_000).padStart(6, '0');
}

/** What is kept of a code, and what a typed one is compared with. */
export const hashOf = (key: string, id: string, code: string): string =>
  createHmac('sha256', key).update(`hash.${id}.${code}`).digest('base64url');

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** A code for a claim, in place of one that is on its way. Refuses `verification/already` and `verification/too-often`. */
export function decideCodeSent(
  state: VerificationState,
  claim: Claim,
  key: string,
  context: DecideContext,
): Decided<null> {
  const { now } = context;
  const present = state[claimKey(claim)];
  if (present?.verifiedAt != null) return refuse('verification/already', 'This is verified already: nothing to do.');
  const lately = present?.sentAt.filter((sent) => sent > now - HOUR_MS) ?? [];
  const [earliest] = lately;
  if (lately.length >= MOST_CODES_AN_HOUR && earliest !== undefined) {
    const minutes = Math.ceil((earliest + HOUR_MS - now) / 60_000);
    return refuse('verification/too-often', `Too many codes were asked for. Ask again in ${minutes} min.`);
  }
  const id = context.newId();
  const hash = hashOf(key, id, codeOf(key, id));
  return ok({
    entries: [verificationCodeSent({ id, claim, hash, expiresAt: now + VALID_MS })],
    effects: [
      {
        kind: 'verification.send',
        pool: codePoolOf(claim.kind),
        lane: null,
        key: `verification:${claimKey(claim)}`,
        payload: { id, claim, expiresAt: now + VALID_MS },
      },
    ],
    answer: null,
  });
}

export type Verdict =
  | { readonly right: true; readonly claim: Claim }
  | { readonly right: false; readonly refusal: { readonly code: string; readonly message: string } };

/**
 * A code that somebody typed, against every code that is on its way to them (of claims whose kind begins with `kinds`).
 * A wrong one is written down, and uses up an attempt: so the decision is ok, and the verdict says what it was.
 */
export function decideConfirmed(
  state: VerificationState,
  by: string,
  typed: string,
  key: string,
  kinds: string,
  now: Instant,
): Result<Decision<Verdict>> {
  const code = typed.replace(/\D/g, '');
  const open = Object.values(state).flatMap(({ claim, pending }) =>
    claim.person === by && claim.kind.startsWith(kinds) && pending ? [{ claim, ...pending }] : [],
  );
  const no = (entries: readonly EntryDraft[], reason: string, message: string): Result<Decision<Verdict>> =>
    ok({ entries, answer: { right: false, refusal: { code: reason, message } } });
  if (open.length === 0) return no([], 'verification/none', 'No code is on its way to you. Ask for one first.');
  const live = open.filter(({ expiresAt, failed }) => expiresAt > now && failed < MOST_ATTEMPTS);
  const right = live.find(({ id, hash }) => same(hash, hashOf(key, id, code)));
  if (right) {
    const { claim } = right;
    return ok({ entries: [verificationSucceeded({ claim, by: 'code' })], answer: { right: true, claim } });
  }
  const undeliverable = open.find(({ undelivered }) => undelivered !== null);
  if (undeliverable?.undelivered != null) {
    return no(
      [],
      'verification/undeliverable',
      `The code could not be sent: ${undeliverable.undelivered}. Correct that, and ask for another.`,
    );
  }
  const [first] = live;
  if (!first) {
    return open.some(({ failed }) => failed >= MOST_ATTEMPTS)
      ? no([], 'verification/attempts', 'Too many wrong codes. Ask for another one.')
      : no(
          open.map(({ id, claim }) => verificationFailed({ id, claim, why: 'expired', detail: null })),
          'verification/expired',
          'That code is too old: they are good for 15 minutes. Ask for another one.',
        );
  }
  const left = MOST_ATTEMPTS - 1 - Math.max(...live.map(({ failed }) => failed));
  return no(
    live.map(({ id, claim }) => verificationFailed({ id, claim, why: 'wrong', detail: null })),
    'verification/wrong',
    left > 0
      ? `That is not the code. ${left} more ${left === 1 ? 'attempt' : 'attempts'}.`
      : 'That is not the code, and it was the last attempt. Ask for another one.',
  );
}

/** Somebody who may says so. Refuses `verification/already`. */
export function decideVouched(state: VerificationState, claim: Claim): Decided<null> {
  if (state[claimKey(claim)]?.verifiedAt != null) {
    return refuse('verification/already', 'This is verified already: nothing to do.');
  }
  return ok({ entries: [verificationSucceeded({ claim, by: 'admin' })], answer: null });
}

/** What a sender found out. The code that could not be sent is void. */
export function decideFailed(
  state: VerificationState,
  id: string,
  claim: Claim,
  why: (typeof VERIFICATION_FAULTS)[number],
  detail: string,
): Decided<null> {
  const present = state[claimKey(claim)]?.pending?.id === id;
  const entry = verificationFailed({ id, claim, why, detail: detail.slice(0, 500) });
  return ok({ entries: present ? [entry] : [], answer: null });
}

/** Refuses `verification/none`. */
export function decideWithdrawn(state: VerificationState, claim: Claim): Decided<null> {
  if (state[claimKey(claim)]?.verifiedAt == null) {
    return refuse('verification/none', 'It is not verified: there is nothing to take back.');
  }
  return ok({ entries: [verificationWithdrawn({ claim })], answer: null });
}
