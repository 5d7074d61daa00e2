import { DAY_MS } from '../../base/durations.ts';
import type { Clock } from '../../base/clock.ts';
import { ok } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { type Message, paragraph } from '../../commands/message.ts';
import type { Cause } from '../../timeline/cause.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { post } from '../paging/page-effects.ts';
import { pageRegister } from '../paging/register.ts';
import type { Alert } from './alert.ts';

/** Once a day a service: an alert that pages nobody must not be a secret between two machines. */
export const createTellNowhere =
  (parts: {
    readonly clock: Clock;
    readonly timeline: Timeline;
    /** Where on-call is told what concerns all of it. */
    readonly channel: () => string;
  }) =>
  (alert: Alert, service: string | null, reason: string, cause: Cause) => {
    const day = Math.floor(parts.clock.now() / DAY_MS);
    const causeId = `alert-nowhere:${alert.source}:${service ?? ''}:${day}`;
    const remedy =
      service === null
        ? 'Give it a label service.'
        : 'Give that service a policy in muster.yaml, or the alert a label service that has one.';
    const text = rich`${strong(`An alert of ${alert.source} pages nobody`)}: ${reason}. ${remedy} It said:`;
    const message: Message = {
      ...paragraph(text, { tone: 'warning' }),
      blocks: [
        { type: 'text', text },
        { type: 'quote', text: alert.summary.slice(0, 300) },
      ],
    };
    return parts.timeline.change(ORGANISATION, pageRegister, { ...cause, causeId }, () =>
      ok({ entries: [], effects: [post(ORGANISATION, parts.channel(), message)], answer: null }),
    );
  };
