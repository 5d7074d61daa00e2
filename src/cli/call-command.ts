import { existsSync } from 'node:fs';
import { systemClock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import type { Result } from '../base/result.ts';
import type { RawValue } from '../commands/option.ts';
import { readSettings } from '../config.ts';
import { openRecord, readConfiguration } from './open.ts';
import { askRunning } from './ask-running.ts';
import { callAsOperator } from './operator-door.ts';
import { type Answered, databaseOf, operatorSocketOf, type Order } from './operator-socket.ts';
import { complain, print, warn } from './output.ts';
import { sandboxIfMeant } from './sandbox-files.ts';

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
    needsConfig = true,
  }: {
    readonly json?: boolean;
    readonly as?: string | undefined;
    /** Somebody is to hear of it: whoever sits at the machine has to know when nobody does. */
    readonly tells?: boolean;
    /** False: a broken muster.yaml is told, and keeps nobody from it. */
    readonly needsConfig?: boolean;
  } = {},
): Promise<number> {
  const environment = sandboxIfMeant(process.env);
  const settings = readSettings(environment);
  if (!settings.ok) return complain(settings.refusal, 2);
  const given = Object.entries(options).filter(
    (pair): pair is [string, string | number | boolean] => pair[1] !== undefined,
  );
  const causeId = `cli:${newId(systemClock.now())}`;
  const order: Order = { causeId, name, raw: Object.fromEntries(given), ...(as !== undefined && { as }) };
  // First of all: the one that runs goes on with what was right before, also while muster.yaml is broken.
  const running = await askRunning(operatorSocketOf(settings.value), order);
  if (running) return told(running, json);
  const configured = readConfiguration(environment, { goOn: !needsConfig });
  if (typeof configured === 'number') return configured;
  const path = databaseOf(configured.settings);
  const isNew = !existsSync(path);
  if (isNew) {
    // Tried in memory: what is refused begins no record, in what may be the wrong folder.
    const inMemory = { ...configured, settings: { ...configured.settings, MUSTER_DATABASE_URL: 'sqlite::memory:' } };
    const tried = await openRecord(inMemory, 'record', async (app) => callAsOperator(app, order));
    if (tried.ok && !tried.value.ok) {
      const exitCode = told(tried.value, json);
      warn(`There is no record at ${path} yet. ${IS_IT_HERE}`);
      return exitCode;
    }
  }
  const answered = await openRecord(configured, 'record', async (app) => callAsOperator(app, order));
  if (answered.ok) {
    // It could be opened for writing, so no Muster has it.
    if (isNew) warn(`A new record was made: ${path}. ${IS_IT_HERE}`);
    if (answered.value.ok && tells)
      warn(`No Muster is running on this record (${path}): nobody is told until one starts.`);
    return told(answered.value, json);
  }
  return complain(answered.refusal, 3);
}

const IS_IT_HERE = 'Is this the folder where Muster runs? MUSTER_DATABASE_URL names its file.';

/** How it was typed is wrong, whatever the record says. */
const USAGE = /^(?:option\/|cli\/form$)/;

function told(answered: Result<Answered>, json: boolean): number {
  if (!answered.ok) {
    const { code } = answered.refusal;
    return complain(answered.refusal, code === 'cli/silent' ? 3 : USAGE.test(code) ? 2 : 1);
  }
  const { text, data } = answered.value;
  print(json ? JSON.stringify({ ...data, text }) : text);
  return 0;
}
