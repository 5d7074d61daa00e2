import { DAY_MS } from '../../base/durations.ts';
import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import { ok } from '../../base/result.ts';
import { instant, rich, strong } from '../../base/rich-text.ts';
import type { EffectDraft, EffectHandlers } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { tellPerson } from '../contacts/tell-person.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import type { Roster } from '../roster.ts';
import { onCallRegister } from './register.ts';
import { type Stretch, stretches } from './stretches.ts';

const payloadSchema = z.object({ schedule: z.string() });
/** Up to when a schedule's reminders were sent: kept beside the timer, which others re-arm. */
const remindedKey = (schedule: string): string => `oncall.reminded.${schedule}`;
/** Further ahead than the longest reminder it is looked, so that the timer sleeps until there is something to say. */
const LOOK_AHEAD_MS = 35 * DAY_MS;

type Reminder = { readonly at: Instant; readonly stretch: Stretch };

/** Every reminder behind `since` of shifts that have not begun, in the order of time. */
function remindersOf(parts: OnCallParts, roster: Roster, schedule: string, since: Instant): readonly Reminder[] {
  const now = parts.clock.now();
  const before = parts.config().remindBefore;
  const final = roster.final(schedule, { from: now, to: now + Math.max(0, ...before) + LOOK_AHEAD_MS }, now);
  return stretches(final?.shifts ?? [])
    .filter(({ from }) => from > now)
    .flatMap((stretch) => before.map((ms): Reminder => ({ at: stretch.from - ms, stretch })))
    .filter(({ at }) => at > since)
    .sort((a, b) => a.at - b.at);
}

/** The timer of a schedule's next reminder; at once when one is overdue. None where nobody asked for any. */
export async function armShiftReminder(parts: OnCallParts, roster: Roster, schedule: string): Promise<EffectDraft[]> {
  if (parts.config().remindBefore.length === 0) return [];
  const now = parts.clock.now();
  const since = Number((await parts.store.setting(remindedKey(schedule))) ?? now);
  const [next] = remindersOf(parts, roster, schedule, since);
  return [timer(schedule, Math.max(now, next?.at ?? now + LOOK_AHEAD_MS))];
}

const timer = (schedule: string, dueAt: Instant): EffectDraft => ({
  kind: 'oncall.shift-reminder',
  lane: null,
  key: `oncall:shift-reminder:${schedule}`,
  dueAt,
  stream: ORGANISATION,
  payload: { schedule },
});

/** `oncall.remindBefore`: its person hears that a shift is about to begin. What was overdue is said once. */
export const shiftReminderHandlers = (parts: OnCallParts): EffectHandlers => ({
  async 'oncall.shift-reminder'(effect) {
    const { schedule } = payloadSchema.parse(effect.payload);
    const now = parts.clock.now();
    const roster = await parts.roster();
    if (!roster.schedule(schedule) || parts.config().remindBefore.length === 0) return { outcome: 'done' };
    const known = await parts.store.setting(remindedKey(schedule));
    const all = remindersOf(parts, roster, schedule, known === undefined ? effect.dueAt - 1 : Number(known));
    const due = new Set(all.filter(({ at }) => at <= now).map(({ stretch }) => stretch));
    const told = [...due].flatMap(({ user, from, to }): EffectDraft[] => {
      const until = to < from + LOOK_AHEAD_MS ? rich` until ${instant(to, 'day')}` : [];
      return tellPerson(parts, user, {
        title: 'Your shift begins soon',
        lead: rich`You are on call for ${strong(schedule)} from ${instant(from, 'day')}${until}: it begins ${instant(from, 'relative')}.`,
        hint: ['/oncall cover asks the team when you cannot.'],
      });
    });
    const next = all.find(({ at }) => at > now);
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, effectCause(effect), () =>
      ok({ entries: [], effects: [...told, timer(schedule, next?.at ?? now + LOOK_AHEAD_MS)], answer: null }),
    );
    if (!done.ok) return { outcome: 'retry', reason: done.refusal.message };
    // Behind the commit: after a crash in between the effect's cause says that it was done.
    await parts.store.setSetting(remindedKey(schedule), String(now));
    return { outcome: 'done' };
  },
});
