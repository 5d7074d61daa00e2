import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { signalGroup } from './process-tree.ts';
import { startFault } from './start-fault.ts';

/** Runs a short program for its output alone: a state, suggestions, checks. Bounded in time and size; refuses nothing, answers its exit status. */
export async function captureProgram(
  argv: readonly string[],
  options: {
    readonly folder: string;
    readonly timeoutMs: number;
    readonly env?: Readonly<Record<string, string>>;
    readonly mostBytes?: number;
  },
): Promise<{ readonly status: number | null; readonly output: string; readonly error: string }> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, {
    cwd: options.folder,
    ...(options.env && { env: options.env }),
    detached: true,
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const most = options.mostBytes ?? 1_000_000;
  const texts = { output: [] as Buffer[], error: [] as Buffer[] };
  const collect = (stream: Readable, into: Buffer[]): void => {
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) into.push(chunk);
    });
  };
  collect(child.stdout, texts.output);
  collect(child.stderr, texts.error);
  const timer = setTimeout(() => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'), options.timeoutMs);
  try {
    const [status] = (await once(child, 'close')) as [number | null];
    return {
      status,
      output: Buffer.concat(texts.output).toString('utf8'),
      error: Buffer.concat(texts.error).toString('utf8'),
    };
  } catch (error) {
    return { status: null, output: '', error: startFault(error) };
  } finally {
    clearTimeout(timer);
  }
}
