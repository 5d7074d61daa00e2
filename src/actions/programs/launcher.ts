import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { moduleFile } from '../../base/module-file.ts';
import { type LaunchOrder, type LaunchReport, TOKEN_LENGTH } from './launch-orders.ts';

/** How a program ended; `lost`: who would have told is gone, and the program may still run. */
export type ProgramEnd = { readonly code: number | null; readonly signal: string | null } | { readonly lost: true };

export interface Launched {
  /** Also the id of its process group. */
  readonly pid: number;
  /** Both of its outputs, in the order in which they were written. */
  readonly output: Readable;
  readonly ended: Promise<ProgramEnd>;
}

export type LaunchOutcome =
  | { readonly started: true; readonly launched: Launched }
  /** Nothing was run. `code` is the system's: ENOENT, EACCES … */
  | { readonly started: false; readonly code: string; readonly message: string }
  /** The launcher went away before it said: it may have been started, or not. */
  | { readonly started: 'unknown' };

export interface Launcher {
  /** Starts the process that starts programs, so that the first of them does not wait for it. */
  warm(): void;
  /** Starts a program in a process group of its own, from a list of arguments and never through a shell. Throws never. */
  launch(order: Pick<LaunchOrder, 'program' | 'args' | 'folder' | 'env'>): Promise<LaunchOutcome>;
  close(): void;
}

/** One program on its way: the launcher's report and the socket with the output come by two ways, in either order. */
interface Start {
  readonly token: string;
  readonly answer: (outcome: LaunchOutcome) => void;
  readonly end: (end: ProgramEnd) => void;
  readonly ended: Promise<ProgramEnd>;
  output?: Socket;
  pid?: number;
}

interface Crew {
  readonly child: ChildProcess;
  readonly socket: string;
  /** Those whose end is to come. */
  readonly reported: Map<number, Start>;
  /** Those whose output is to come. */
  readonly awaited: Map<string, Start>;
}

/** Starts programs by way of a small process of its own, which costs a tenth and leaves this one's turn free. */
export function createLauncher({ folder: under = tmpdir() }: { readonly folder?: string } = {}): Launcher {
  let crew: Crew | undefined;
  let closed = false;
  let count = 0;

  const open = (): Crew => {
    const folder = mkdtempSync(join(under, 'muster-launcher-')); // mode 0700
    const socket = join(folder, 'output');
    const reported = new Map<number, Start>();
    const awaited = new Map<string, Start>();
    const server = createServer((connection) => {
      receive(connection, awaited);
    });
    server.listen(socket);
    server.unref();
    const child = fork(moduleFile('actions/programs/launch-programs'), [folder], {
      detached: true,
      env: {},
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const opened: Crew = { child, socket, reported, awaited };
    child.on('message', (message) => {
      hear(message as LaunchReport, opened);
      // Nobody is kept waiting at the end by a launcher that has nothing to do.
      if (reported.size === 0) child.channel?.unref();
    });
    const gone = (): void => {
      if (crew === opened) crew = undefined; // the next program gets a new one
      server.close();
      rmSync(folder, { recursive: true, force: true });
      for (const start of new Set([...reported.values(), ...awaited.values()])) {
        start.answer({ started: 'unknown' });
        start.end({ lost: true });
      }
    };
    child.once('exit', gone);
    child.on('error', gone);
    child.unref();
    child.channel?.unref();
    return opened;
  };

  return {
    warm() {
      if (!closed) crew ??= open();
    },

    launch(order) {
      if (closed) return Promise.resolve({ started: false, code: '', message: 'Muster is stopping' });
      crew ??= open();
      const { child, socket, reported, awaited } = crew;
      const id = ++count;
      const token = randomBytes(TOKEN_LENGTH / 2).toString('hex');
      const { promise, resolve: answer } = Promise.withResolvers<LaunchOutcome>();
      const { promise: ended, resolve: end } = Promise.withResolvers<ProgramEnd>();
      const start: Start = { token, answer, end, ended };
      reported.set(id, start);
      awaited.set(token, start);
      child.channel?.ref();
      child.send({ ...order, id, socket, token } satisfies LaunchOrder, (error) => {
        if (error) hear({ id, is: 'not-started', code: '', message: error.message }, { reported, awaited });
      });
      return promise;
    },

    close() {
      closed = true;
      if (crew?.child.connected) crew.child.disconnect();
    },
  };
}

/** A socket says first whose output it carries. One that cannot is nobody's. */
function receive(connection: Socket, awaited: Map<string, Start>): void {
  connection.on('error', () => connection.destroy());
  const look = (): void => {
    const token = connection.read(TOKEN_LENGTH) as Buffer | null;
    if (token === null) return;
    connection.off('readable', look);
    const start = awaited.get(token.toString('latin1'));
    if (!start) {
      connection.destroy();
      return;
    }
    awaited.delete(start.token);
    start.output = connection;
    answerWhole(start);
  };
  connection.on('readable', look);
}

function hear(report: LaunchReport, { reported, awaited }: Pick<Crew, 'reported' | 'awaited'>): void {
  const start = reported.get(report.id);
  if (!start) return;
  switch (report.is) {
    case 'started':
      start.pid = report.pid;
      answerWhole(start);
      break;
    case 'not-started':
      reported.delete(report.id);
      awaited.delete(start.token);
      start.output?.destroy();
      start.answer({ started: false, code: report.code, message: report.message });
      break;
    case 'ended':
      reported.delete(report.id);
      start.end({ code: report.code, signal: report.signal });
  }
}

function answerWhole({ pid, output, ended, answer }: Start): void {
  if (pid !== undefined && output) answer({ started: true, launched: { pid, output, ended } });
}
