import { DAY_MS } from '../../base/durations.ts';
import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import { oneAtATime } from '../../base/one-at-a-time.ts';
import { ok } from '../../base/result.ts';
import type { Block } from '../../commands/message.ts';
import type { Effect, EffectChange, EffectDraft, EffectHandlers, EffectOutcome } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { tellByContact } from '../contacts/tell-person.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import type { FinalShift } from '../schedule/final-schedule.ts';
import { handOffMade } from './entries.ts';
import { armHandOff } from './hand-off-effects.ts';
import { armMirrors } from './mirrors.ts';
import { onCallRegister } from './register.ts';
import { armShiftReminder } from './shift-reminders.ts';
import { shownAll } from './shown.ts';
import { stretches } from './stretches.ts';
import { whatIsOpen } from './what-is-open.ts';

const payloadSchema = z.object({ schedule: z.string() });
const firstSeenSchema = z.array(z.string());
/** Who was on call when this schedule was looked at first, which is not announced. From its first hand-off on the register knows. */
const firstSeenKey = (schedule: string): string => `oncall.announced.${schedule}`;
/** Where a schedule is not going to change, it is looked at again after this long. */
const LOOK_AGAIN_MS = 7 * DAY_MS;
/** How far ahead it is looked until when those who are on call now stay. */
const LOOK_AHEAD_MS = 62 * DAY_MS;
/** `, until …`: when the first of those goes who are on call now; when nobody is, when somebody comes. Empty beyond what is looked at. */
function untilWords(ahead: readonly FinalShift[], now: Instant): RichText {
  const whole = stretches(ahead);
  const here = whole.filter((stretch) => stretch.from <= now);
  const until = here.length > 0 ? Math.min(...here.map(({ to }) => to)) : whole[0]?.from;
  return until === undefined || until >= now + LOOK_AHEAD_MS ? [] : rich`, until ${instant(until, 'day')}`;
}

const linesOf = (block: Block): readonly RichText[] => {
  if (block.type === 'list') return block.items;
  return block.type === 'text' ? [block.text] : block.type === 'quote' ? [[block.text]] : [];
};

/** When who is on call changes next behind `now`, within a week. */
export function nextChange(shifts: readonly FinalShift[], now: Instant): Instant {
  const edges = shifts.flatMap((shift) => [shift.from, shift.to]).filter((at) => at > now);
  return edges.reduce((a, b) => Math.min(a, b), now + LOOK_AGAIN_MS);
}

/** Of two changes at the same moment both would announce the same: the second sees whom the first has named. */
export function handOffHandlers(parts: OnCallParts): EffectHandlers {
  const handOff = createHandOff(parts);
  const inTurn = oneAtATime();
  return { 'oncall.hand-off': (effect) => inTurn(effect.key ?? '', () => handOff(effect)) };
}

/**
 * At each change of a schedule: who comes and who goes are told, with what is open; role and topic follow. Overrides
 * count, and a schedule that changes meanwhile re-arms the timer.
 */
function createHandOff(parts: OnCallParts): (effect: Effect) => Promise<EffectOutcome> {
  const list = (keys: readonly string[]): RichText => shownAll(keys, parts);

  const firstSeen = async (schedule: string, here: readonly string[]): Promise<readonly string[]> => {
    const known = await parts.store.setting(firstSeenKey(schedule));
    if (known !== undefined) return firstSeenSchema.parse(JSON.parse(known));
    await parts.store.setSetting(firstSeenKey(schedule), JSON.stringify(here));
    return here;
  };

  return async (effect) => {
    const { schedule } = payloadSchema.parse(effect.payload);
    const now = parts.clock.now();
    const roster = await parts.roster();
    const known = roster.schedule(schedule);
    if (!known) return { outcome: 'done' }; // taken out of muster.yaml
    const here = roster.at(schedule, now).map((shift) => shift.user);
    const { notes, announced } = await parts.timeline.state(ORGANISATION, onCallRegister);
    const before = announced[schedule] ?? (await firstSeen(schedule, here));
    const ahead = roster.final(schedule, { from: now, to: now + LOOK_AHEAD_MS }, now)?.shifts ?? [];
    const nextAt = nextChange(ahead, now);
    const came = here.filter((key) => !before.includes(key));
    const went = before.filter((key) => !here.includes(key));
    const effects: EffectChange[] = [
      armHandOff(schedule, nextAt),
      ...(await armShiftReminder(parts, roster, schedule)),
      ...armMirrors(parts),
    ];
    if (came.length > 0 || went.length > 0) {
      const text = rich`On call for ${strong(schedule)} now: ${list(here)}${went.length > 0 ? rich` (before: ${list(went)})` : ''}${untilWords(ahead, now)}.`;
      const open = await whatIsOpen(parts, came.length > 0 ? (notes[schedule] ?? []) : []);
      effects.push({
        kind: 'message.post',
        lane: `oncall:${schedule}`,
        payload: {
          channel: parts.config().channel,
          message: {
            blocks: [{ type: 'text', text }, ...open],
            ping: { people: [...came, ...went].flatMap((key) => parts.people().byKey(key)?.discord ?? []) },
          },
        },
      });
      // Who has no Discord account is not mentioned there.
      const alsoTold = (keys: readonly string[], title: string): readonly EffectDraft[] =>
        keys.flatMap((key) => tellByContact(parts, key, { title, lead: text, items: open.flatMap(linesOf) }));
      effects.push(...alsoTold(came, 'You are on call now'), ...alsoTold(went, 'Your shift is over'));
    }
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, effectCause(effect), () =>
      ok({
        entries: came.length > 0 || went.length > 0 ? [handOffMade({ schedule, came, went, here })] : [],
        effects,
        answer: null,
      }),
    );
    return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
  };
}
