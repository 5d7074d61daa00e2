import { z } from 'zod';
import { instant, rich, strong } from '../../base/rich-text.ts';
import { ok } from '../../base/result.ts';
import type { EffectDraft, EffectHandlers } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import { onCallRegister } from './register.ts';
import type { Span } from '../schedule/definition.ts';
import { DAY_MS } from '../schedule/zone.ts';

/** Which gaps were announced last, and when. */
const TOLD = 'oncall.gaps-told';
const toldSchema = z.object({ at: z.int(), digest: z.string() }).nullable();

export const armGaps = (dueAt: number): EffectDraft => ({
  kind: 'oncall.gaps',
  lane: null,
  key: 'oncall:gaps',
  dueAt,
  stream: ORGANISATION,
  payload: {},
});

/** Gaps of every schedule within a span, in the order of time. */
export async function gapsWithin(
  parts: OnCallParts,
  span: Span,
): Promise<readonly (Span & { readonly schedule: string })[]> {
  const roster = await parts.roster();
  return roster.schedules
    .flatMap((schedule) =>
      (roster.final(schedule.name, span, span.from)?.gaps ?? []).map((gap) => ({ ...gap, schedule: schedule.name })),
    )
    .sort((a, b) => a.from - b.from);
}

/** Once a day: what lies ahead without anybody on call is announced, as long as there is any. */
export const gapHandlers = (parts: OnCallParts): EffectHandlers => ({
  async 'oncall.gaps'(effect) {
    const now = parts.clock.now();
    const { announceGaps, channel } = parts.config();
    const gaps = await gapsWithin(parts, { from: now, to: now + announceGaps });
    const items = gaps
      .slice(0, 20)
      .map(
        (gap) => rich`${strong(gap.schedule)}: ${instant(gap.from, 'date-time')} to ${instant(gap.to, 'date-time')}`,
      );
    // A start or a reload looks again: what was announced a moment ago is not announced anew.
    const told = toldSchema.parse(JSON.parse((await parts.store.setting(TOLD)) ?? 'null'));
    const digest = JSON.stringify(
      // One that has begun, or goes on beyond what is looked at, stays the same gap an hour later.
      gaps.map(({ schedule, from, to }) => [
        schedule,
        from === now ? null : from,
        to === now + announceGaps ? null : to,
      ]),
    );
    const again = told !== null && told.digest === digest && now - told.at < DAY_MS;
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
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, effectCause(effect), () =>
      ok({
        entries: [],
        effects: [armGaps((again ? told.at : now) + DAY_MS), ...(items.length > 0 && !again ? [post] : [])],
        answer: null,
      }),
    );
    if (!done.ok) return { outcome: 'retry', reason: done.refusal.message };
    if (!again) await parts.store.setSetting(TOLD, JSON.stringify({ at: now, digest }));
    return { outcome: 'done' };
  },
});
