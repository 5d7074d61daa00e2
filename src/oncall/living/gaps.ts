import { DAY_MS } from '../../base/durations.ts';
import { z } from 'zod';
import { instant, rich, strong } from '../../base/rich-text.ts';
import { ok } from '../../base/result.ts';
import type { EffectDraft, EffectHandlers } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import { armGaps } from './gap-timer.ts';
import { type Gaps, gapsOf } from './gaps-of.ts';
import { calendarKey } from '../calendars/calendar-shifts.ts';
import { type OnCallRegister, onCallRegister } from './register.ts';
import type { Span } from '../schedule/definition.ts';
import type { Schedule } from '../schedule/schedule.ts';

const MOST_LISTED = 20;

/** Which gaps were announced last, and when. Null: it reaches as far as was looked, on that side. */
const TOLD = 'oncall.gaps-told';
const keptSchema = z.array(z.tuple([z.string(), z.int().nullable(), z.int().nullable()]));
const toldSchema = z.object({ at: z.int(), digest: z.string() }).nullable();

export type ScheduleGap = Span & { readonly schedule: string };

/** Gaps of every schedule within a span, in the order of time. */
export async function gapsWithin(
  parts: Pick<OnCallParts, 'roster'>,
  span: Span,
): Promise<{ readonly open: readonly ScheduleGap[]; readonly expected: readonly ScheduleGap[] }> {
  const roster = await parts.roster();
  const all = roster.schedules.map((schedule) => ({
    schedule: schedule.name,
    gaps: gapsOf(schedule, roster, span, span.from),
  }));
  const listed = (which: keyof Gaps): readonly ScheduleGap[] =>
    all
      .flatMap(({ schedule, gaps }) => gaps[which].map((gap) => ({ ...gap, schedule })))
      .sort((a, b) => a.from - b.from);
  return { open: listed('open'), expected: listed('expected') };
}

/** Whether the gap lies within one that was told already: part of it may have been filled meanwhile. */
const wasTold = (kept: z.infer<typeof keptSchema>, gap: ScheduleGap): boolean =>
  kept.some(
    ([schedule, from, to]) =>
      schedule === gap.schedule && (from === null || from <= gap.from) && (to === null || gap.to <= to),
  );

/** Nobody can know yet who is on call: a calendar of it, or its copy of PagerDuty, was not read for the first time. */
const isUnread = (schedule: Schedule, { calendars, copies }: Pick<OnCallRegister, 'calendars' | 'copies'>): boolean =>
  (schedule.definition.pagerduty !== undefined && !copies[schedule.name]) ||
  (schedule.definition.calendars ?? []).some(({ name }) => !calendars[calendarKey(schedule.name, name)]);

/**
 * What lies ahead without anybody on call is announced once a day, as long as there is any; a gap that comes up in between
 * (somebody was taken off call, a calendar changed) at once.
 */
export const gapHandlers = (parts: OnCallParts): EffectHandlers => ({
  async 'oncall.gaps'(effect) {
    const now = parts.clock.now();
    const { announceGaps, channel } = parts.config();
    const [roster, register] = [await parts.roster(), await parts.timeline.state(ORGANISATION, onCallRegister)];
    const unread = new Set(roster.schedules.filter((each) => isUnread(each, register)).map(({ name }) => name));
    const ahead = { from: now, to: now + announceGaps };
    const gaps = (await gapsWithin(parts, ahead)).open.filter(({ schedule }) => !unread.has(schedule));
    // A start or a reload looks again: what was announced a moment ago is not announced anew.
    const told = toldSchema.parse(JSON.parse((await parts.store.setting(TOLD)) ?? 'null'));
    const daily = told === null || now - told.at >= DAY_MS;
    const kept = daily ? [] : keptSchema.parse(JSON.parse(told.digest));
    const fresh = gaps.filter((gap) => !wasTold(kept, gap));
    const items = fresh
      .slice(0, MOST_LISTED)
      .map((gap) => rich`${strong(gap.schedule)}: ${instant(gap.from, 'day')} to ${instant(gap.to, 'day')}`);
    if (fresh.length > items.length) items.push([`and ${fresh.length - items.length} more: /oncall gaps lists them`]);
    const post: EffectDraft = {
      kind: 'message.post',
      lane: 'oncall:gaps',
      payload: {
        channel,
        message: {
          tone: 'warning',
          title: ['Nobody is on call ahead'],
          blocks: [
            { type: 'list', items },
            { type: 'text', text: ['/oncall override fills a gap for once; muster.yaml fills it for good.'] },
          ],
        },
      },
    };
    const at = daily ? now : told.at;
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, effectCause(effect), () =>
      ok({ entries: [], effects: [armGaps(at + DAY_MS), ...(fresh.length > 0 ? [post] : [])], answer: null }),
    );
    if (!done.ok) return { outcome: 'retry', reason: done.refusal.message };
    const digest = JSON.stringify(
      // One that has begun, or goes on beyond what is looked at, stays the same gap an hour later.
      gaps.map(({ schedule, from, to }) => [schedule, from === now ? null : from, to === ahead.to ? null : to]),
    );
    await parts.store.setSetting(TOLD, JSON.stringify({ at, digest }));
    return { outcome: 'done' };
  },
});
