import { type Refusal, type Result, ok, refuse } from '../../base/result.ts';
import type { CommandContext } from '../../commands/context.ts';
import type { Reply } from '../../commands/message.ts';
import { runRefused } from '../entries/run-entries.ts';
import { type ActionsParts, changeRegister } from '../parts.ts';

/** A request that was no plan yet: its refusal stands on the organisation's timeline all the same. */
export async function recordRefusal(
  parts: ActionsParts,
  summary: string,
  { code, message }: Refusal,
  context: CommandContext,
): Promise<Result<Reply>> {
  const entry = runRefused({ run: null, summary: summary.slice(0, 200), code, message: message.slice(0, 1000) });
  const committed = await changeRegister(parts, context.cause, () => ok({ entries: [entry], answer: null }));
  return committed.ok ? refuse(code, message) : committed;
}
