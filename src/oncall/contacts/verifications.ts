import { z } from 'zod';
import { randomDigits } from '../../base/ids.ts';
import { type Result, ok } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { EffectHandlers } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { Store } from '../../timeline/store.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { Sent } from './sender.ts';
import {
  codeOf,
  decideCodeSent,
  decideConfirmed,
  decideFailed,
  decideVouched,
  decideWithdrawn,
} from './verification.ts';
import { type Claim, claimSchema } from './verification-entries.ts';
import { type VerificationState, claimKey, verificationFold } from './verification-state.ts';

/** Brings a code to a claim's address. `text` is the whole message, code included: never log or keep it. */
export type CodeSender = (
  claim: Claim,
  message: { readonly id: string; readonly title: string; readonly text: string },
  signal: AbortSignal,
) => Promise<Sent>;

const KEY = 'oncall.verification-key';
const payloadSchema = z.object({ id: z.string(), claim: claimSchema, expiresAt: z.int() });

export type Verifications = ReturnType<typeof createVerifications>;

/** Who has shown which address to be theirs, by a code or by an administrator’s word. See `verification.ts`. */
export function createVerifications(parts: {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly now: () => number;
  /** By the claim's kind. Asked for at each sending. */
  readonly senderOf: (kind: string) => CodeSender | undefined;
}) {
  const { timeline, store } = parts;

  const key = async (): Promise<string> => {
    const known = await store.setting(KEY);
    if (known !== undefined) return known;
    const made = randomDigits(43);
    await store.setSetting(KEY, made);
    return made;
  };
  const state = (): Promise<VerificationState> => timeline.state(ORGANISATION, verificationFold);

  const effects: EffectHandlers = {
    async 'verification.send'(effect, signal) {
      const parsed = payloadSchema.safeParse(effect.payload);
      if (!parsed.success) return { outcome: 'park', reason: 'Its payload is not a verification. This is a bug.' };
      const { id, claim, expiresAt } = parsed.data;
      // Replaced by a newer one, used, or too old: nobody can use that code any more.
      const present = (await state())[claimKey(claim)]?.pending;
      if (present?.id !== id || expiresAt <= parts.now()) return { outcome: 'done' };
      const secret = await key();
      const sender = parts.senderOf(claim.kind);
      const sent: Sent = sender
        ? await sender(
            claim,
            {
              id: effect.id,
              title: 'Muster: your code',
              text: `Your code for Muster is ${codeOf(secret, id)}. It is good for 15 minutes. If you did not ask for it, do nothing.`,
            },
            signal,
          )
        : { sent: false, reason: `nothing is set up to send a code there (${claim.kind})`, transient: false };
      if (sent.sent) return { outcome: 'done' };
      if (sent.transient && effect.attempts < 4) return { outcome: 'retry', reason: sent.reason };
      const cause: Cause = {
        causeId: `effect:${effect.id}`,
        actor: { kind: 'muster', id: 'muster' },
        source: { kind: 'effect', correlationId: effect.id },
        completes: effect.id,
      };
      const done = await timeline.change(ORGANISATION, verificationFold, cause, (now) =>
        decideFailed(now, id, claim, 'undeliverable', sent.reason),
      );
      return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
    },
  };

  return {
    effects,
    /** Refuses `verification/already`, `verification/too-often`. */
    async send(claim: Claim, cause: Cause): Promise<Result<null>> {
      const secret = await key();
      const done = await timeline.change(ORGANISATION, verificationFold, cause, (now, context) =>
        decideCodeSent(now, claim, secret, context),
      );
      return done.ok ? ok(null) : done;
    },
    /** The claim that the code showed to be theirs. Refuses `verification/none`, `wrong`, `expired`, `attempts`, `undeliverable`. */
    async confirm(by: string, code: string, cause: Cause, kinds = ''): Promise<Result<Claim>> {
      const secret = await key();
      const done = await timeline.change(ORGANISATION, verificationFold, cause, (now, context) =>
        decideConfirmed(now, by, code, secret, kinds, context.now),
      );
      if (!done.ok) return done;
      const { answer } = done.value;
      return answer.right ? ok(answer.claim) : { ok: false, refusal: answer.refusal };
    },
    /** Whoever calls this has checked that the person may. */
    async vouch(claim: Claim, cause: Cause): Promise<Result<null>> {
      const done = await timeline.change(ORGANISATION, verificationFold, cause, (now) => decideVouched(now, claim));
      return done.ok ? ok(null) : done;
    },
    async withdraw(claim: Claim, cause: Cause): Promise<Result<null>> {
      const done = await timeline.change(ORGANISATION, verificationFold, cause, (now) => decideWithdrawn(now, claim));
      return done.ok ? ok(null) : done;
    },
    isVerified: async (claim: Claim): Promise<boolean> => (await state())[claimKey(claim)]?.verifiedAt != null,
    /** Everything known, to look up many at once. */
    state,
  };
}
