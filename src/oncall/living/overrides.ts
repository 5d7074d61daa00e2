import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { OnCallParts } from '../parts.ts';
import {
  type OfferedShift,
  coverRequested,
  overrideCancelled,
  overrideCreated,
  requestSettled,
  swapProposed,
} from './entries.ts';
import { type OnCallRegister, type OpenRequest, onCallRegister } from './register.ts';
import { armHandOff } from './hand-off-effects.ts';

type Changed<A> = {
  readonly entries: readonly EntryDraft[];
  readonly effects?: readonly EffectChange[];
  readonly answer: A;
};

/** Every change of who is on call that is made in chat. People are keys of muster.yaml. */
export function createLiving(parts: Pick<OnCallParts, 'timeline' | 'roster'>) {
  const change = async <A extends string | null>(
    cause: Cause,
    decide: (
      state: OnCallRegister,
      context: { readonly now: Instant; readonly newId: () => string },
    ) => Result<Changed<A>>,
  ): Promise<Result<A>> => {
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, cause, (state, context) =>
      decide(state, context),
    );
    return done.ok ? ok(done.value.answer) : done;
  };
  const request = (state: OnCallRegister, id: string): OpenRequest | undefined => state.requests[id];
  const settled = refuse('oncall/settled', 'Somebody settled this already. Nothing was changed.');

  /** The overrides that put `taker` where a shift's person stands, and the timers that announce the hand-offs. */
  const covers = (shift: OfferedShift, taker: string, reason: string, id: string): EntryDraft =>
    overrideCreated({
      id,
      schedule: shift.schedule,
      from: shift.from,
      to: shift.to,
      remove: shift.person,
      add: taker,
      reason,
    });

  return {
    /** Refuses `override/past` when all of it is over. */
    override: (
      order: { schedule: string; from: Instant; to: Instant; add?: string; remove?: string; reason: string },
      cause: Cause,
    ) =>
      change(cause, (_state, { now, newId }) => {
        if (order.to <= now)
          return refuse('override/past', 'That is over already: an override changes the future only.');
        const id = newId();
        const from = Math.max(order.from, now);
        return ok({
          entries: [overrideCreated({ ...order, from, id })],
          effects: [armHandOff(order.schedule, now)],
          answer: id,
        });
      }),

    cancel: (schedule: string, id: string, cause: Cause) =>
      change(cause, (state, { now }) => {
        const found = state.overrides[schedule]?.find((override) => override.id === id && override.to > now);
        if (!found) return refuse('override/unknown', 'There is no such override to come, or it is over.');
        return ok({
          entries: [overrideCancelled({ id, schedule, at: now })],
          effects: [armHandOff(schedule, now)],
          answer: null,
        });
      }),

    proposeSwap: (mine: OfferedShift, theirs: OfferedShift, cause: Cause) =>
      change(cause, (_state, { newId }) => {
        const id = newId();
        return ok({ entries: [swapProposed({ id, mine, theirs })], answer: id });
      }),

    requestCover: (shift: OfferedShift, note: string, cause: Cause) =>
      change(cause, (_state, { newId }) => {
        const id = newId();
        return ok({ entries: [coverRequested({ id, shift, note })], answer: id });
      }),

    /** A swap by the other person, a cover request by whoever is first. `by` is the taker's key. */
    accept: (id: string, by: string, cause: Cause) =>
      change(cause, (state, { now, newId }) => {
        const open = request(state, id);
        if (!open) return settled;
        const accepted = requestSettled({ id, outcome: 'accepted', by });
        if (open.type === 'cover') {
          const { shift } = open;
          if (by === shift.person) return refuse('cover/own', 'This is your own shift: somebody else has to take it.');
          if (shift.to <= now) return refuse('cover/over', 'That shift is over.');
          return ok({
            entries: [accepted, covers({ ...shift, from: Math.max(shift.from, now) }, by, 'Cover request', newId())],
            effects: [armHandOff(shift.schedule, now)],
            answer: null,
          });
        }
        const { mine, theirs } = open;
        if (by !== theirs.person) return refuse('swap/not-yours', 'Only the other person can accept this swap.');
        if (mine.from <= now || theirs.from <= now) {
          return refuse('swap/begun', 'One of the two shifts has begun: take or cover what is left of it instead.');
        }
        return ok({
          entries: [
            accepted,
            covers(mine, theirs.person, 'Swap', newId()),
            covers(theirs, mine.person, 'Swap', newId()),
          ],
          effects: [armHandOff(mine.schedule, now), armHandOff(theirs.schedule, now)],
          answer: null,
        });
      }),

    /** Declined by the other person, or withdrawn by who asked. */
    settle: (id: string, by: string, cause: Cause) =>
      change(cause, (state) => {
        const open = request(state, id);
        if (!open) return settled;
        const asker = open.type === 'swap' ? open.mine.person : open.shift.person;
        const other = open.type === 'swap' ? open.theirs.person : undefined;
        if (by !== asker && by !== other)
          return refuse('oncall/not-yours', 'Only those whose shifts these are can do that.');
        return ok({
          entries: [requestSettled({ id, outcome: by === asker ? 'withdrawn' : 'declined', by })],
          answer: null,
        });
      }),

    requests: async (): Promise<readonly OpenRequest[]> =>
      Object.values((await parts.timeline.state(ORGANISATION, onCallRegister)).requests),
  };
}
export type Living = ReturnType<typeof createLiving>;
