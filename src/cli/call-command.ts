import { existsSync } from 'node:fs';
import { systemClock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import type { Result } from '../base/result.ts';
import type { RawValue } from '../commands/option.ts';
import { openRecord, readRecordConfiguration } from './open.ts';
import {
  type Answered,
  type Order,
  askRunning,
  callAsOperator,
  databaseOf,
  operatorSocketOf,
} from './operator-door.ts';
import { complain, print, warn } from './output.ts';

/**
 * Does at the command line what a slash command does, for when Discord is down: on the record itself, or, while a Muster
 * runs on it, through that one. Effects (channel, cards, pages) follow from whichever Muster runs, or runs next.
 */
export async function callCommand(
  name: string,
  options: Readonly<Record<string, RawValue | undefined>>,
  {
    json = false,
    as,
    tells = true,
  }: {
    readonly json?: boolean;
    readonly as?: string | undefined;
    /** Somebody is to hear of it: whoever sits at the machine has to know when nobody does. */
    readonly tells?: boolean;
  } = {},
): Promise<number> {
  const configured = readRecordConfiguration();
  if (typeof configured === 'number') return configured;
  const given = Object.entries(options).filter(
    (pair): pair is [string, string | number | boolean] => pair[1] !== undefined,
  );
  const causeId = `cli:${newId(systemClock.now())}`;
  const order: Order = { causeId, name, raw: Object.fromEntries(given), ...(as !== undefined && { as }) };
  const path = databaseOf(configured.settings);
  const isNew = !existsSync(path);
  const answered = await openRecord(configured, 'record', async (app) => callAsOperator(app, order));
  if (answered.ok) {
    // It could be opened for writing, so no Muster has it.
    if (isNew)
      warn(`A new record was made: ${path}. Is this the folder where Muster runs? MUSTER_DATABASE_URL names its file.`);
    if (answered.value.ok && tells)
      warn(`No Muster is running on this record (${path}): nobody is told until one starts.`);
    return told(answered.value, json);
  }
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
