import { instant, rich, strong } from '../../base/rich-text.ts';
import { ok } from '../../base/result.ts';
import type { EffectDraft, EffectHandlers } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { Fold } from '../../timeline/fold.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import type { Span } from '../schedule/definition.ts';
import { DAY_MS } from '../schedule/zone.ts';

const nothing: Fold<null> = { name: 'nothing', version: 1, initial: null, evolve: () => null };

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
    const done = await parts.timeline.change(ORGANISATION, nothing, effectCause(effect), () =>
      ok({ entries: [], effects: [armGaps(now + DAY_MS), ...(items.length > 0 ? [post] : [])], answer: null }),
    );
    return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
  },
});
