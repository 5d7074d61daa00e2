import { systemClock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import type { Result } from '../base/result.ts';
import type { RawValue } from '../commands/option.ts';
import { openRecord, readRecordConfiguration } from './open.ts';
import { type Answered, type Order, askRunning, callAsOperator, operatorSocketOf } from './operator-door.ts';
import { complain, print } from './output.ts';

/**
 * Does at the command line what a slash command does, for when Discord is down: on the record itself, or, while a Muster
 * runs on it, through that one. Effects (channel, cards, pages) follow from whichever Muster runs, or runs next.
 */
export async function callCommand(
  name: string,
  options: Readonly<Record<string, RawValue | undefined>>,
  { json = false, as }: { readonly json?: boolean; readonly as?: string | undefined } = {},
): Promise<number> {
  const configured = readRecordConfiguration();
  if (typeof configured === 'number') return configured;
  const given = Object.entries(options).filter(
    (pair): pair is [string, string | number | boolean] => pair[1] !== undefined,
  );
  const causeId = `cli:${newId(systemClock.now())}`;
  const order: Order = { causeId, name, raw: Object.fromEntries(given), ...(as !== undefined && { as }) };
  const answered = await openRecord(configured, 'record', async (app) => callAsOperator(app, order));
  if (answered.ok) return told(answered.value, json);
  const { refusal } = answered;
  const running =
    refusal.code === 'store/locked' ? await askRunning(operatorSocketOf(configured.settings), order) : undefined;
  return running ? told(running, json) : complain(refusal, 3);
}

function told(answered: Result<Answered>, json: boolean): number {
  if (!answered.ok) return complain(answered.refusal, answered.refusal.code === 'cli/form' ? 2 : 1);
  const { text, data } = answered.value;
  print(json ? JSON.stringify({ ...data, text }) : text);
  return 0;
}
