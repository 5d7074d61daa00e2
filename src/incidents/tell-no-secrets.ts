import { type Result, ok } from '../base/result.ts';
import type { ActionDeclaration, Command } from '../commands/command.ts';
import type { Reply } from '../commands/message.ts';
import { withMaskedEffects } from '../timeline/mask-effects.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { withoutSecrets } from './commands/replies.ts';

/** What the record masks, no message of the same commit tells: not the incident's channel, nor stakeholders or subscribers. */
export const tellingNoSecrets = (timeline: Timeline, secrets: readonly string[]): Timeline => ({
  ...timeline,
  change: (stream, fold, cause, decide) =>
    timeline.change(stream, fold, cause, (state, context) => withMaskedEffects(decide(state, context), secrets)),
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
