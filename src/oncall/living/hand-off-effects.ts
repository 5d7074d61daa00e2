import type { Instant } from '../../base/clock.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';

/** The one timer of a schedule: it looks who is on call, tells who comes and goes, and sleeps until the next change. */
export const armHandOff = (schedule: string, dueAt: Instant): EffectDraft => ({
  kind: 'oncall.hand-off',
  lane: null,
  key: `oncall:hand-off:${schedule}`,
  dueAt,
  stream: ORGANISATION,
  payload: { schedule },
});
