import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { App } from '../app.ts';
import { operator } from '../app/operator.ts';
import type { Log } from '../base/log.ts';
import { messageOf, type Result, ok, refuse } from '../base/result.ts';
import type { Settings } from '../config.ts';
import type { RawValue } from '../commands/option.ts';
import { renderText } from '../commands/render-text.ts';
import type { ScheduleDefinition } from '../oncall/schedule/definition.ts';
import { answerOnCall } from './answer-oncall.ts';
import { scheduleOnRecord } from './open-schedule.ts';
import { operatorContext } from './operator-context.ts';
import {
  type Answered,
  namesOrderSchema,
  onCallOrderSchema,
  operatorSocketOf,
  type Order,
  orderSchema,
  textOf,
} from './operator-socket.ts';

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
    const onCall = onCallOrderSchema.safeParse(asked);
    if (onCall.success) {
      const { config } = app.current();
      const now = app.clock.now();
      const open = async (name: string, definition: ScheduleDefinition) =>
        ok(await scheduleOnRecord(app, name, definition, now));
      send(200, { oncall: await answerOnCall(onCall.data.oncall, config, now, open) });
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
