import { type Result, ok } from '../../../base/result.ts';
import { code, rich } from '../../../base/rich-text.ts';
import { MUSTER_ADMIN } from '../../../catalog/permission.ts';
import { defineCommand } from '../../../commands/define-command.ts';
import { paragraph, whisper } from '../../../commands/message.ts';
import type { Cause } from '../../../timeline/cause.ts';
import type { Subscribed } from '../subscribe.ts';

/** `/muster pagerduty subscribe`: PagerDuty tells Muster what happens there. */
export const subscribeCommand = (subscribe: (cause: Cause) => Promise<Result<Subscribed>>) =>
  defineCommand({
    name: 'muster pagerduty subscribe',
    summary: 'Have PagerDuty send its events to Muster',
    details:
      'Sets up a webhook subscription of the whole account to this Muster’s public address, and keeps its secret. Once is enough; asked again it repairs what is missing.',
    permission: MUSTER_ADMIN,
    risk: 'change',
    pace: 'waits',
    visibility: 'private',
    options: {},
    async run(_args, { cause }) {
      const done = await subscribe(cause);
      if (!done.ok) return done;
      const { url, how, silenced } = done.value;
      const sentence = {
        made: rich`PagerDuty sends its events to ${code(url)} from now on.`,
        renewed: rich`PagerDuty sends its events to ${code(url)}. The subscription was made anew, because its secret was not known here.`,
        'there-already': rich`PagerDuty sends its events to ${code(url)} already.`,
      }[how];
      const warning = silenced
        ? ' It has silenced them for a while, because they were refused: look whether that address is reachable from outside.'
        : '';
      return ok(whisper(paragraph([...sentence, warning], { tone: silenced ? 'warning' : 'good' })));
    },
  });
