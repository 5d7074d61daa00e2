import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type Result, ok, refuse } from '../base/result.ts';
import type { OnCallAnswer, OnCallQuery } from './answer-oncall.ts';
import {
  type Answered,
  answerSchema,
  namesAnswerSchema,
  onCallAnsweredSchema,
  type Order,
  textOf,
} from './operator-socket.ts';

/** So long as a command may take (operator-context.ts). */
const LONGEST_MS = 60_000;
/** What can be had without it: names are only nicer than ids, a schedule is read beside it. */
const LONGEST_TO_READ_MS = 5_000;

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
  const answer = await ask(socket, { names: ids.slice(0, 500) }, LONGEST_TO_READ_MS);
  const said = namesAnswerSchema.safeParse(answer?.ok ? answer.value : undefined);
  return new Map(said.success ? Object.entries(said.data.names) : []);
}

/** Who is on call by the Muster that runs on this database; undefined when none says so. */
export async function onCallFromRunning(socket: string, query: OnCallQuery): Promise<OnCallAnswer | undefined> {
  const answer = await ask(socket, { oncall: query }, LONGEST_TO_READ_MS);
  const said = onCallAnsweredSchema.safeParse(answer?.ok ? answer.value : undefined);
  return said.data?.oncall;
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
