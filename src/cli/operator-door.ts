import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { App } from '../app.ts';
import { operator } from '../app/operator.ts';
import { boundedText } from '../base/bounded-text.ts';
import type { Log } from '../base/log.ts';
import { messageOf, type Result, ok, refuse } from '../base/result.ts';
import type { Settings } from '../config.ts';
import type { RawValue } from '../commands/option.ts';
import { renderText } from '../commands/render-text.ts';
import { operatorContext } from './operator-context.ts';

/*
 * Only one process writes to the record. While Muster runs (and Discord perhaps does not), `muster declare`, `page` and
 * `ack` hand their command to it through a socket beside the database: whoever may open that file may do so, nobody else.
 */

const orderSchema = z.object({
  /** Makes a repetition of the same order harmless. */
  causeId: z.string().min(1).max(100),
  name: z.string().max(100),
  /** Whoever sits at the machine says who they are: a key of muster.yaml. */
  as: z.string().max(100).exactOptional(),
  raw: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
/** Whom a command that only reads the record cannot name: only who speaks to Discord can. */
const namesOrderSchema = z.object({ names: z.array(z.string().max(100)).max(500) });
const namesAnswerSchema = z.object({ names: z.record(z.string(), z.string()) });
const answerSchema = z.union([
  z.object({ text: z.string(), data: z.record(z.string(), z.unknown()) }),
  z.object({ code: z.string(), message: z.string() }),
]);

/** A command as the command line gives it. */
export type Order = z.infer<typeof orderSchema>;

export interface Answered {
  readonly text: string;
  /** For `--json`: what was made, by number and stream. Empty when nothing was recorded. */
  readonly data: Readonly<Record<string, unknown>>;
}

const MOST_BYTES = 64 * 1024;
/** So long as a command may take (operator-context.ts). */
const LONGEST_MS = 60_000;
/** Names are only nicer than ids. */
const LONGEST_FOR_NAMES_MS = 5_000;

/** The file of the database. */
export const databaseOf = ({
  MUSTER_DATABASE_URL: url = 'sqlite:muster.db',
}: Pick<Settings, 'MUSTER_DATABASE_URL'>): string => resolve(url.replace(/^sqlite:/, ''));

/** The socket of the Muster that runs on this database; a named pipe on Windows. */
export function operatorSocketOf(settings: Pick<Settings, 'MUSTER_DATABASE_URL'>): string {
  const path = databaseOf(settings);
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\muster-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`
    : `${path}-operator`;
}

/** What a command answers to whoever sits at the machine. */
export async function callAsOperator(app: App, { causeId, name, raw, as }: Order): Promise<Result<Answered>> {
  const values: Readonly<Record<string, RawValue>> = raw;
  const { people } = app.current();
  const person = as === undefined ? undefined : people.byKey(as);
  if (as !== undefined && !person) {
    const keys = people.all.map(({ key }) => key).join(', ') || 'none';
    return refuse('people/unknown', `There is nobody called ${as} in muster.yaml. There are: ${keys}.`);
  }
  const viewer = person ? { ...operator, id: person.id, name: person.name } : operator;
  const result = await app.dispatcher.command(name, values, operatorContext(app, viewer, causeId));
  if (!result.ok) return result;
  if (result.value.reply === 'form')
    return refuse('cli/form', 'Something that this needs is missing or empty: `--help` lists the options.');
  const made = (await app.store.findCommit(causeId))?.answer;
  const text = renderText(result.value.message, {
    nameOf: app.names.nameOf,
    timeZone: app.current().config.organisation.timeZone,
  });
  return ok({ text, data: isRecord(made) ? made : {} });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Listens until it is closed. A socket that cannot be opened is told in the log: Muster does without it. */
export async function openOperatorDoor(
  app: App,
  settings: Pick<Settings, 'MUSTER_DATABASE_URL'>,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const path = operatorSocketOf(settings);
  const server = createServer((incoming, response) => {
    void answer(app, incoming, response, log);
  });
  // Muster holds the database's lock: what lies here was left by one that was killed.
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  try {
    await once(server, 'listening');
  } catch (error) {
    log.warn(
      { reason: messageOf(error), path },
      '`muster declare`, `page` and `ack` will not reach this Muster while it runs',
    );
  }
  return {
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(app: App, incoming: IncomingMessage, response: ServerResponse, log: Log): Promise<void> {
  const send = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  try {
    const asked: unknown = JSON.parse(await textOf(incoming));
    const wanted = namesOrderSchema.safeParse(asked);
    if (wanted.success) {
      send(200, { names: Object.fromEntries(await app.names.of(wanted.data.names)) });
      return;
    }
    const order = orderSchema.safeParse(asked);
    if (!order.success) {
      send(400, {
        code: 'cli/order',
        message: 'The running Muster is of another version and does not understand this.',
      });
      return;
    }
    const answered = await callAsOperator(app, order.data);
    if (answered.ok) send(200, answered.value);
    else send(422, answered.refusal);
  } catch (error) {
    log.error({ err: error }, 'an order of the command line failed');
    send(500, { code: 'cli/failed', message: 'Something went wrong inside the running Muster: its log says what.' });
  }
}

/**
 * Hands the order to the Muster that runs on this database; undefined when none listens, or it ended in the midst.
 * Refuses as the command does, and with `cli/silent` when no answer comes.
 */
export async function askRunning(
  socket: string,
  order: Order,
  longestMs = LONGEST_MS,
): Promise<Result<Answered> | undefined> {
  const said = await ask(socket, order, longestMs);
  if (!said?.ok) return said;
  const body = answerSchema.parse(said.value);
  return 'code' in body ? refuse(body.code, body.message) : ok(body);
}

/** What the Muster that runs on this database calls these people; nobody when none listens, or an older one. */
export async function namesFromRunning(socket: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const answer = await ask(socket, { names: ids.slice(0, 500) }, LONGEST_FOR_NAMES_MS);
  const said = namesAnswerSchema.safeParse(answer?.ok ? answer.value : undefined);
  return new Map(said.success ? Object.entries(said.data.names) : []);
}

async function ask(socket: string, order: object, longestMs: number): Promise<Result<unknown> | undefined> {
  // Of the whole exchange: Node's own `timeout` ends nothing.
  const signal = AbortSignal.timeout(longestMs);
  const asked = request({ socketPath: socket, method: 'POST', path: '/', signal });
  asked.end(JSON.stringify(order));
  let text: string;
  try {
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    text = await textOf(response);
  } catch {
    return signal.aborted ? refuse('cli/silent', SILENT) : undefined;
  }
  return ok(JSON.parse(text));
}

const SILENT =
  'The Muster that runs on this record does not answer. It may have been recorded all the same: `muster list` shows what is open. Look into its log, or start it anew.';

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const text = await boundedText(stream, MOST_BYTES);
  if (text === undefined) throw new Error('too long');
  return text;
}
