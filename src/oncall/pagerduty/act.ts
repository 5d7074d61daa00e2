import { z } from 'zod';
import type { EffectDraft } from '../../timeline/effect.ts';
import { carrierLane } from '../paging/carried.ts';
import { OPERATIONS } from './entries.ts';

/** The payload of `pagerduty.act`: what is to be done with the incident of a page, and who did it in Muster. */
export const actSchema = z.object({
  operation: z.enum(OPERATIONS),
  by: z.string().min(1).max(100),
  /** A monitoring system and no person: it has no address, so Muster’s own is right for it; of an acknowledgement a note is left. */
  machine: z.boolean(),
  /** Words of a note, a status update or a responder request. */
  text: z.string().max(4000).optional(),
  /** Of a snooze. */
  durationMs: z.int().optional(),
  /** PagerDuty’s ids of people, of a policy, of incidents. */
  people: z.array(z.string()).optional(),
  policy: z.string().optional(),
  incidents: z.array(z.string()).optional(),
});
export type Act = z.infer<typeof actSchema>;

/** In order with everything else that is done there for this page. */
export const act = (stream: string, payload: Act): EffectDraft => ({
  kind: 'pagerduty.act',
  lane: carrierLane(stream),
  stream,
  payload,
});

/** Looks how the incident is doing there, after whatever is still to be done. Several at once become one. */
export const look = (stream: string): EffectDraft => ({
  kind: 'pagerduty.look',
  lane: carrierLane(stream),
  key: `pagerduty:look:${stream}`,
  stream,
  payload: {},
});
