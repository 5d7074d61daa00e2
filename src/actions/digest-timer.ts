import { DAY_MS } from '../base/durations.ts';
import { ok } from '../base/result.ts';
import type { CalendarTimer } from '../timeline/calendar.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import { runsSince } from './commands/deploy-calendar.ts';
import { digestOf } from './deploys/digest.ts';
import { type ActionsParts, changeRegister, ownCause } from './parts.ts';

/** The digest that posts itself into the deploys channel; none without `deploys.digest` and `deploys.channel`. */
export function digestTimers(parts: ActionsParts): readonly CalendarTimer[] {
  const { digest, channel } = parts.config().deploys;
  if (digest === undefined || channel === undefined) return [];
  return [
    {
      name: 'deploys.digest',
      expression: digest,
      zone: parts.timeZone(),
      missed: 'skip',
      async run(dueAt) {
        const sentences = digestOf(await runsSince(parts, dueAt - DAY_MS));
        const message = {
          title: ['What went live in the last 24 hours'],
          blocks: [{ type: 'list' as const, items: sentences.slice(0, 20).map((sentence) => [sentence]) }],
        };
        const posted = await changeRegister(parts, ownCause(`deploys.digest:${dueAt}`), () =>
          ok({
            entries: [],
            effects: [
              { kind: 'message.post', lane: `deploys:${channel}`, stream: ORGANISATION, payload: { channel, message } },
            ],
            answer: null,
          }),
        );
        return posted.ok ? { outcome: 'done' } : { outcome: 'retry', reason: posted.refusal.message };
      },
    },
  ];
}
