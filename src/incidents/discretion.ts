import { type Result, ok } from '../base/result.ts';
import type { ActionDeclaration, Command } from '../commands/command.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Reply } from '../commands/message.ts';
import { parseNumber } from './commands/incident-options.ts';
import { isThere } from './commands/tell-channel.ts';
import type { Lookup } from './lookup.ts';

/**
 * What is answered about a private incident outside its own channel is for who asked alone: whatever the command or
 * button, since a note or an update repeats the words that were recorded.
 */
export function createDiscretion(lookup: Lookup) {
  const hushed = async (
    reply: Result<Reply>,
    named: string | undefined,
    context: CommandContext,
  ): Promise<Result<Reply>> => {
    if (!reply.ok || reply.value.reply !== 'message' || reply.value.visibility === 'private') return reply;
    const number = named === undefined ? undefined : parseNumber(named);
    // Where none is named, the channel said which one is meant: that is its own.
    if (!number?.ok) return reply;
    const row = await lookup.locate(number.value, context);
    if (!row.ok || !row.value.private) return reply;
    return isThere(row.value, context) ? reply : ok({ ...reply.value, visibility: 'private' });
  };

  return {
    command: (command: Command): Command => ({
      ...command,
      async call(raw, context) {
        const named = raw['incident'];
        return hushed(await command.call(raw, context), typeof named === 'string' ? named : undefined, context);
      },
    }),
    action: (action: ActionDeclaration): ActionDeclaration => ({
      ...action,
      run: async (args, fields, context) => hushed(await action.run(args, fields, context), args[0], context),
    }),
  };
}
