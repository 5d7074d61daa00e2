import { createHash } from 'node:crypto';
import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';
import type { Fold } from '../../timeline/fold.ts';
import {
  type Claim,
  verificationCodeSent,
  verificationFailed,
  verificationSucceeded,
  verificationWithdrawn,
} from './verification-entries.ts';

export type Pending = {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: Instant;
  /** Wrong codes so far. */
  readonly failed: number;
  /** Why it never left; null as long as nothing is known of that. */
  readonly undelivered: string | null;
};

export type Verification = {
  readonly claim: Claim;
  readonly verifiedAt: Instant | null;
  readonly pending: Pending | null;
  /** When the last codes were sent, for the limit an hour. */
  readonly sentAt: readonly Instant[];
};

export type VerificationState = Readonly<Record<string, Verification>>;

export const digestOf = (address: string): string =>
  createHash('sha256').update(address).digest('base64url').slice(0, 16);

export const claimKey = ({ kind, person, value, digest = digestOf(value) }: Claim): string =>
  `${kind} ${person} ${digest}`;

const KEPT = 10;

/** On the organisation's timeline: who has shown what to be theirs. */
export const verificationFold: Fold<VerificationState> = {
  name: 'oncall-verifications',
  version: 2,
  initial: {},
  evolve: (state, entry) => (entry.data === null ? state : (EVOLVE[entry.kind]?.(state, entry) ?? state)),
};

const put = (state: VerificationState, claim: Claim, change: Partial<Verification>): VerificationState => {
  const before = state[claimKey(claim)] ?? { claim, verifiedAt: null, pending: null, sentAt: [] };
  return { ...state, [claimKey(claim)]: { ...before, ...change } };
};

const EVOLVE: Readonly<Record<string, (state: VerificationState, entry: Entry) => VerificationState>> = {
  [verificationCodeSent.kind](state, entry) {
    const { id, claim, hash, expiresAt } = verificationCodeSent.schema.parse(entry.data);
    const sentAt = [...(state[claimKey(claim)]?.sentAt ?? []), entry.recordedAt].slice(-KEPT);
    return put(state, claim, { sentAt, pending: { id, hash, expiresAt, failed: 0, undelivered: null } });
  },
  [verificationSucceeded.kind](state, entry) {
    const { claim } = verificationSucceeded.schema.parse(entry.data);
    return put(state, claim, { verifiedAt: entry.recordedAt, pending: null });
  },
  [verificationFailed.kind](state, entry) {
    const { id, claim, why, detail } = verificationFailed.schema.parse(entry.data);
    const pending = state[claimKey(claim)]?.pending;
    if (pending?.id !== id) return state;
    if (why === 'expired') return put(state, claim, { pending: null });
    return put(state, claim, {
      pending:
        why === 'wrong'
          ? { ...pending, failed: pending.failed + 1 }
          : { ...pending, undelivered: detail ?? 'no reason known' },
    });
  },
  [verificationWithdrawn.kind]: (state, entry) =>
    put(state, verificationWithdrawn.schema.parse(entry.data).claim, { verifiedAt: null, pending: null }),
};
