import { type Result, ok } from '../base/result.ts';
import type { ActionDeclaration, Command } from '../commands/command.ts';
import type { Reply } from '../commands/message.ts';
import { withoutSecrets } from './commands/replies.ts';

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
