import type { Instant } from '../../base/clock.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';

/** The one timer that looks for gaps ahead: the next look is moved up when a schedule changes. */
export const armGaps = (dueAt: Instant): EffectDraft => ({
  kind: 'oncall.gaps',
  lane: null,
  key: 'oncall:gaps',
  dueAt,
  stream: ORGANISATION,
  payload: {},
});
