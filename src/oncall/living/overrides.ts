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
import { type OnCallRegister, type OpenRequest, onCallRegister, overridesAfter } from './register.ts';
import { type Redrawn, TOLD_AHEAD_MS, tellShiftChanges } from './shift-changes.ts';
import { armCoverReminder, cancelCoverReminder } from './cover-reminders.ts';
import { armHandOff } from './hand-off-effects.ts';

type Changed<A> = {
  readonly entries: readonly EntryDraft[];
  readonly effects?: readonly EffectChange[];
  readonly answer: A;
};

/** Every change of who is on call that is made in chat. People are keys of muster.yaml. */
export function createLiving(parts: Pick<OnCallParts, 'timeline' | 'roster' | 'people'>) {
  const change = async <A extends string | null>(
    cause: Cause,
    decide: (
      state: OnCallRegister,
      context: { readonly now: Instant; readonly newId: () => string },
    ) => Result<Changed<A>>,
  ): Promise<Result<A>> => {
    const roster = await parts.roster();
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, cause, (state, context) => {
      const decided = decide(state, context);
      if (!decided.ok) return decided;
      const { entries, effects = [], answer } = decided.value;
      const redrawn = redrawnBy(roster, state, entries, context.now);
      const actor = parts.people().byId(cause.actor.id);
      const by: RichText = actor?.discord === undefined ? [actor?.name ?? 'Somebody'] : [person(actor.discord)];
      const told = tellShiftChanges(parts, redrawn, rich`${by} changed them${reasonOf(entries)}.`, actor?.key);
      const isPagerDutys = (name: string): boolean =>
        roster.schedules.some((schedule) => schedule.name === name && schedule.definition.pagerduty !== undefined);
      const written = writeOverrides(entries, isPagerDutys);
      return ok({ entries, effects: [...effects, ...told, ...written], answer });
    });
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
      change(cause, (_state, { now, newId }) => {
        const id = newId();
        return ok({
          entries: [coverRequested({ id, shift, note })],
          effects: armCoverReminder(id, shift, now),
          answer: id,
        });
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
            effects: [armHandOff(shift.schedule, now), cancelCoverReminder(id)],
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
          effects: [cancelCoverReminder(id)],
          answer: null,
        });
      }),

    /** Words for whoever comes on call next: they stand in the next hand-off's message. */
    note: (schedule: string, by: string, text: string, cause: Cause) =>
      change(cause, () => ok({ entries: [handOffNoted({ schedule, by, text })], answer: null })),

    requests: async (): Promise<readonly OpenRequest[]> =>
      Object.values((await parts.timeline.state(ORGANISATION, onCallRegister)).requests),
  };
}
export type Living = ReturnType<typeof createLiving>;

/** The schedules that these entries change, before and after. */
function redrawnBy(
  roster: Roster,
  state: OnCallRegister,
  entries: readonly EntryDraft[],
  now: Instant,
): readonly Redrawn[] {
  const names = new Set(
    entries.flatMap(({ kind, data }) =>
      kind === overrideCreated.kind
        ? [overrideCreated.schema.parse(data).schedule]
        : kind === overrideCancelled.kind
          ? [overrideCancelled.schema.parse(data).schedule]
          : [],
    ),
  );
  const span = { from: now, to: now + TOLD_AHEAD_MS };
  return [...names].flatMap((schedule) => {
    const known = roster.schedule(schedule);
    const before = state.overrides[schedule] ?? [];
    const after = overridesAfter(
      before,
      entries.filter(({ data }) => isOf(data, schedule)),
    );
    return known
      ? [{ schedule, upTo: span.to, before: known.final(span, before).shifts, after: known.final(span, after).shifts }]
      : [];
  });
}

const isOf = (data: unknown, schedule: string): boolean =>
  typeof data === 'object' && data !== null && 'schedule' in data && data.schedule === schedule;

/** Why, in the words of the override: `: School play`. */
function reasonOf(entries: readonly EntryDraft[]): string {
  const made = entries.find(({ kind }) => kind === overrideCreated.kind);
  const reason = made && overrideCreated.schema.parse(made.data).reason;
  return reason === undefined || reason === '' || reason === 'By command' ? '' : `: ${reason}`;
}
