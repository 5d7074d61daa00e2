import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { type EntryKind, defineEntryKind } from '../../timeline/entry-kind.ts';
import { who } from '../paging/who.ts';

const at = z.int();

/** What somebody says of themselves: `{ kind: 'contact.email', person: '1234…', value: 'alice@example.com' }`. */
export const claimSchema = z.object({
  /** Which sender delivers the code: `contact.sms`, `pagerduty` … */
  kind: z.string().min(1).max(40),
  /** The opaque id: Discord's, or the key. */
  person: z.string().min(1).max(100),
  /** The address that is to be shown as theirs. Another address is another claim. */
  value: z.string().min(1).max(2000),
  /** Of that address, which the record may keep masked (`?token=…`): by it one is told from another. Absent where `value` is whole. */
  digest: z.string().max(40).exactOptional(),
});
export type Claim = z.infer<typeof claimSchema>;

/** A code was made and is on its way. The code itself is kept nowhere, a keyed hash of it here. */
export const verificationCodeSent = defineEntryKind({
  kind: 'verification.code-sent',
  v: 1,
  schema: z.object({ id: z.string().max(40), claim: claimSchema, hash: z.string().max(100), expiresAt: at }),
  describe: ({ data }) => ({ line: rich`${who(data.claim.person)} was sent a code (${data.claim.kind})` }),
});

export const verificationSucceeded = defineEntryKind({
  kind: 'verification.succeeded',
  v: 1,
  /** `admin`: somebody with muster.admin said so, without a code; who, the entry's actor says. */
  schema: z.object({ claim: claimSchema, by: z.enum(['code', 'admin']) }),
  describe: ({ data }) => ({
    line: rich`${who(data.claim.person)} has shown that it is theirs (${data.claim.kind}, by ${data.by === 'code' ? 'a code' : 'an administrator'})`,
  }),
});

export const VERIFICATION_FAULTS = ['wrong', 'expired', 'undeliverable'] as const;
export const verificationFailed = defineEntryKind({
  kind: 'verification.failed',
  v: 1,
  schema: z.object({
    id: z.string().max(40),
    claim: claimSchema,
    why: z.enum(VERIFICATION_FAULTS),
    detail: z.string().max(500).nullable(),
  }),
  describe: ({ data }) => ({
    line: rich`${who(data.claim.person)} could not show that it is theirs (${data.claim.kind}): ${
      data.why === 'wrong'
        ? 'the code was wrong'
        : data.why === 'expired'
          ? 'the code was too old'
          : `the code could not be sent${data.detail === null ? '' : `, ${data.detail}`}`
    }`,
  }),
});

export const verificationWithdrawn = defineEntryKind({
  kind: 'verification.withdrawn',
  v: 1,
  schema: z.object({ claim: claimSchema }),
  describe: ({ data }) => ({
    line: rich`It does not count as ${who(data.claim.person)}’s any more (${data.claim.kind})`,
  }),
});

export const verificationKinds: readonly EntryKind[] = [
  verificationCodeSent,
  verificationSucceeded,
  verificationFailed,
  verificationWithdrawn,
];
