import { maskJson } from '../base/masking.ts';
import { type Result, ok } from '../base/result.ts';
import type { ActionDeclaration, Command } from '../commands/command.ts';
import type { Reply } from '../commands/message.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { withoutSecrets } from './commands/replies.ts';

/** Effects that say people's words. The links that Muster signs go into private answers alone, which read and record nothing. */
const TELLING: ReadonlySet<string> = new Set(['message.post', 'direct-message.send']);

/** What the record masks, no message of the same commit tells: not the incident's channel, nor stakeholders or subscribers. */
export const tellingNoSecrets = (timeline: Timeline, secrets: readonly string[]): Timeline => ({
  ...timeline,
  change: (stream, fold, cause, decide) =>
    timeline.change(stream, fold, cause, (state, context) => {
      const decided = decide(state, context);
      if (!decided.ok) return decided;
      const effects = decided.value.effects?.map((change) =>
        'kind' in change && TELLING.has(change.kind)
          ? { ...change, payload: maskJson(change.payload, secrets).value }
          : change,
      );
      return ok({ ...decided.value, ...(effects && { effects }) });
    }),
});

/** Only who types a command sees its options: the answer to what is recorded tells the whole channel no more than the record. */
export function createAnswersWithoutSecrets(secrets: readonly string[]) {
  const masked = (reply: Result<Reply>): Result<Reply> =>
    reply.ok && reply.value.reply === 'message'
      ? ok({ ...reply.value, message: withoutSecrets(reply.value.message, secrets) })
      : reply;
  return {
    command: (command: Command): Command =>
      command.risk === 'read'
        ? command
        : { ...command, call: async (raw, context) => masked(await command.call(raw, context)) },
    action: (action: ActionDeclaration): ActionDeclaration =>
      action.risk === 'read'
        ? action
        : { ...action, run: async (args, fields, context) => masked(await action.run(args, fields, context)) },
  };
}
