import { spawn } from 'node:child_process';
import { z } from 'zod';
import { moduleFile } from '../../../base/module-file.ts';
import { refused } from '../../plugin.ts';
import { jsonOf } from '../bounded-body.ts';

const PROGRAM = moduleFile('diagnostics/builtin/sql/sqlite-program');
const MOST_BYTES = 64 * 1024 * 1024;
const answerSchema = z.union([
  z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.unknown())) }),
  z.object({ error: z.string() }),
]);

/**
 * The result of a statement on a SQLite file, read in a process of its own: SQLite computes in the thread that asks it, has no
 * statement timeout, and a thread inside of it cannot be ended. Throws `Refused` where the time is up or SQLite says no.
 */
export async function sqliteTable(
  order: {
    readonly file: string;
    readonly sql: string;
    readonly values: readonly unknown[];
    /** Rows at most. */
    readonly most: number;
    readonly timeoutMs: number;
  },
  signal: AbortSignal,
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] }> {
  const limit = AbortSignal.timeout(order.timeoutMs);
  const printed = await new Promise<string>((done, fail) => {
    const child = spawn(process.execPath, [PROGRAM], {
      stdio: ['pipe', 'pipe', 'ignore'],
      signal: AbortSignal.any([limit, signal]),
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify({ ...order, busyMs: order.timeoutMs }));
    child.once('error', (error) => {
      fail(limit.aborted && !signal.aborted ? timeIsUp(order.timeoutMs) : error);
    });
    child.once('close', () => {
      done(Buffer.concat(chunks).toString('utf8'));
    });
  });
  const answer = answerSchema.safeParse(jsonOf(printed)).data;
  if (!answer)
    throw refused('sql/server', 'SQLite ended without an answer: its result is too long, or memory is short.');
  if ('error' in answer) throw refused('sql/server', `The server says: ${answer.error}.`);
  return answer;
}

const timeIsUp = (timeoutMs: number): Error =>
  refused(
    'sql/timeout',
    `It was stopped after ${timeoutMs / 1000} s, the limit of this database in muster.yaml. Ask for less.`,
  );
