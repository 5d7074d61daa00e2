import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { type RichText, person, rich } from '../../base/rich-text.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { OnCallParts } from '../parts.ts';
import { writeOverrides } from '../pagerduty/override-effects.ts';
import type { Roster } from '../roster.ts';
import {
  type OfferedShift,
  coverRequested,
  handOffNoted,
  overrideCancelled,
  overrideCreated,
  requestSettled,
  swapProposed,
} from './entries.ts';
import { reasonOf, redrawnBy } from './redrawn-by.ts';
import { type OnCallRegister, type OpenRequest, onCallRegister } from './register.ts';
import { tellShiftChanges } from './shift-changes.ts';
import { acceptedMessage, settledMessage } from './request-message.ts';
import { redrawRequest } from './shows-request.ts';
import { standIn, swapped } from './make-overrides.ts';
import { isOneOf } from './stand-in.ts';
import { armCoverReminder, cancelCoverReminder, offerCover } from './cover-reminders.ts';
import { armGaps } from './gap-timer.ts';
import { armHandOff } from './hand-off-effects.ts';

/** As many notes of 1,000 characters as somebody who comes reads. */
const MOST_NOTES = 10;

type Changed<A> = {
  readonly entries: readonly EntryDraft[];
  readonly effects?: readonly EffectChange[];
  readonly answer: A;
};

/** Every change of who is on call that is made in chat. People are keys of muster.yaml. */
export function createLiving(
  parts: Pick<OnCallParts, 'timeline' | 'roster' | 'people' | 'sections' | 'nameOf' | 'config'>,
) {
  const change = async <A extends string | null>(
    cause: Cause,
    decide: (
      state: OnCallRegister,
      context: { readonly now: Instant; readonly newId: () => string },
      roster: Roster,
    ) => Result<Changed<A>>,
  ): Promise<Result<A>> => {
    const roster = await parts.roster();
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, cause, (state, context) => {
      const decided = decide(state, context, roster);
      if (!decided.ok) return decided;
      const { entries, effects = [], answer } = decided.value;
      const redrawn = redrawnBy(roster, state, entries, context.now);
      const actor = parts.people().byId(cause.actor.id);
      const by: RichText = actor?.discord === undefined ? [actor?.name ?? 'Somebody'] : [person(actor.discord)];
      const told = tellShiftChanges(parts, redrawn, rich`${by} changed them${reasonOf(entries)}.`, actor?.key);
      const isPagerDutys = (name: string): boolean =>
        roster.schedules.some((schedule) => schedule.name === name && schedule.definition.pagerduty !== undefined);
      const written = writeOverrides(entries, isPagerDutys);
      const gaps = redrawn.length > 0 ? [armGaps(context.now)] : []; // it may have made one
      return ok({ entries, effects: [...effects, ...told, ...written, ...gaps], answer });
    });
    return done.ok ? ok(done.value.answer) : done;
  };
  const request = (state: OnCallRegister, id: string): OpenRequest | undefined =>
    Object.hasOwn(state.requests, id) ? state.requests[id] : undefined;
  const settled = refuse('oncall/settled', 'Somebody settled this already. Nothing was changed.');

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

    /**
     * Somebody (or nobody) in the place of who stands there within a span, whether a layer or an override put them there.
     * Refuses `shift/gone` where they do not stand at all.
     */
    replace: (shift: OfferedShift, taker: string | undefined, reason: string, cause: Cause) =>
      change(cause, (state, { now, newId }, roster) => {
        const left = { ...shift, from: Math.max(shift.from, now) };
        const made = standIn(roster, state, left, taker, reason, newId());
        return made.ok
          ? ok({ entries: made.value.entries, effects: [armHandOff(shift.schedule, now)], answer: made.value.id })
          : made;
      }),

    /** Takes back what was made together: the part of a swap in another schedule, too. */
    cancel: (id: string, cause: Cause) =>
      change(cause, (state, { now }) => {
        const found = Object.entries(state.overrides).flatMap(([schedule, overrides]) =>
          overrides.flatMap((override) =>
            isOneOf(id, override.id) && override.to > now ? [{ schedule, id: override.id }] : [],
          ),
        );
        if (found.length === 0) return refuse('override/unknown', 'There is no such override to come, or it is over.');
        return ok({
          entries: found.map((one) => overrideCancelled({ ...one, at: now })),
          effects: [...new Set(found.map(({ schedule }) => schedule))].map((schedule) => armHandOff(schedule, now)),
          answer: null,
        });
      }),

    /** Refuses what could not be accepted either. */
    proposeSwap: (mine: OfferedShift, theirs: OfferedShift, cause: Cause) =>
      change(cause, (state, { now, newId }, roster) => {
        const id = newId();
        const possible = swapped(roster, state, { mine, theirs }, id, now);
        return possible.ok ? ok({ entries: [swapProposed({ id, mine, theirs })], answer: id }) : possible;
      }),

    /** Refuses what nobody could accept. `askedIn`: a channel that is asked beside on-call's own. Answers the request's id. */
    requestCover: (shift: OfferedShift, note: string, askedIn: string | undefined, cause: Cause) =>
      change(cause, (state, { now, newId }, roster) => {
        const id = newId();
        const possible = standIn(roster, state, shift, 'anybody', 'Cover request', id);
        if (!possible.ok) return possible;
        return ok({
          entries: [coverRequested({ id, shift, note })],
          effects: [...offerCover(parts, id, shift, note, askedIn), ...armCoverReminder(id, shift, now)],
          answer: id,
        });
      }),

    /**
     * A swap by the other person, a cover request by whoever is first. `by` is the taker's key. Answers the id of what it
     * made, to take it back by.
     */
    accept: (id: string, by: string, cause: Cause) =>
      change(cause, (state, { now, newId }, roster) => {
        const open = request(state, id);
        if (!open) return settled;
        const accepted = requestSettled({ id, outcome: 'accepted', by });
        if (open.type === 'cover') {
          const { shift } = open;
          if (by === shift.person) return refuse('cover/own', 'This is your own shift: somebody else has to take it.');
          if (shift.to <= now) return refuse('cover/over', 'That shift is over.');
          const left = { ...shift, from: Math.max(shift.from, now) };
          const made = standIn(roster, state, left, by, 'Cover request', newId());
          if (!made.ok) return made;
          return ok({
            entries: [accepted, ...made.value.entries],
            effects: [
              armHandOff(shift.schedule, now),
              cancelCoverReminder(id),
              ...redrawRequest(open, acceptedMessage(open, by, made.value.id, now, parts)),
            ],
            answer: made.value.id,
          });
        }
        if (by !== open.theirs.person) return refuse('swap/not-yours', 'Only the other person can accept this swap.');
        const made = swapped(roster, state, open, newId(), now);
        if (!made.ok) return made;
        return ok({
          entries: [accepted, ...made.value.entries],
          effects: [open.mine, open.theirs].map(({ schedule }) => armHandOff(schedule, now)),
          answer: made.value.id,
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
          effects: [cancelCoverReminder(id), ...redrawRequest(open, settledMessage(open, by, parts))],
          answer: null,
        });
      }),

    /** Words for whoever comes on call next: they stand in the message of that hand-off. Refuses `oncall/many-notes`. */
    note: (schedule: string, by: string, text: string, cause: Cause) =>
      change(cause, ({ notes }) =>
        (notes[schedule] ?? []).length < MOST_NOTES
          ? ok({ entries: [handOffNoted({ schedule, by, text })], answer: null })
          : refuse(
              'oncall/many-notes',
              `${MOST_NOTES} notes wait for the next hand-off of ${schedule} already: /oncall handoff shows them. Say the rest in the channel.`,
            ),
      ),

    register: (): Promise<OnCallRegister> => parts.timeline.state(ORGANISATION, onCallRegister),
  };
}
export type Living = ReturnType<typeof createLiving>;
