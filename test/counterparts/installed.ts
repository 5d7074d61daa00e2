import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { globSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';

/** The path of an installed program, or undefined. Looks where Debian puts servers, too. */
export function installed(program: string): string | undefined {
  const folders = [
    ...globSync('/usr/lib/postgresql/*/bin').sort().reverse(),
    ...(process.env['PATH'] ?? '').split(':'),
    '/usr/sbin',
    '/sbin',
  ];
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/**
 * `describe` for tests that need real programs. Where one is missing: in CI the suite fails, elsewhere it is skipped,
 * loudly, with what to install.
 */
export const describeWith = (programs: readonly string[], name: string, suite: () => void): void => {
  describeUnless(
    programs.filter((program) => installed(program) === undefined),
    name,
    suite,
  );
};

/** The same, for what is not found by a name alone. */
export function describeUnless(missing: readonly string[], name: string, suite: () => void): void {
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  const sentence = `${missing.join(', ')} missing: run .ci/counterparts.sh (as root, on Debian)`;
  if (process.env['CI'] !== undefined && process.env['CI'] !== '') throw new Error(`${name}: ${sentence}`);
  process.stderr.write(`\n!!! SKIPPED: ${name}: ${sentence}\n\n`);
  describe.skip(`${name} (${sentence})`, suite);
}

/** A Node that is too old for Muster: the machine's own, which the one in node_modules stands in front of. */
export const oldNode = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(':')
    .flatMap((folder) => [join(folder, 'node'), join(folder, 'nodejs')])
    .filter((path) => existsSync(path))
    .find((path) => {
      const [major = 0, minor = 0] = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' })
        .split('.')
        .map(Number);
      return major < 22 || (major === 22 && minor < 18);
    });

/** A port that nobody listens on at this moment. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, host, done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export interface Counterpart {
  readonly folder: string;
  stop(): Promise<void>;
  /** What it has written so far: shown when it does not start. */
  output(): string;
}

/** Starts a server in a temporary folder of its own and waits until `ready` is true. */
export async function startCounterpart(options: {
  readonly folder: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly user?: string;
  readonly ready: () => Promise<boolean>;
}): Promise<Counterpart> {
  const { folder, ready } = options;
  const asUser = options.user !== undefined && process.getuid?.() === 0;
  const ids = asUser ? idsOf(options.user ?? '') : {};
  const child: ChildProcess = spawn(options.command, options.args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...ids,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
    });
  }
  let exited = false;
  const exit = new Promise<void>((done) => {
    child.on('exit', () => {
      exited = true;
      done();
    });
  });
  const stop = async (): Promise<void> => {
    if (!exited) child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
    await exit;
    clearTimeout(hard);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 300; tries++) {
    if (exited) break;
    if (await ready().catch(() => false)) return { folder, stop, output: () => output };
    await new Promise((done) => setTimeout(done, 100));
  }
  await stop();
  throw new Error(`${options.command} did not start:\n${output}`);
}

export const temporaryFolder = (name: string): string => mkdtempSync(join(tmpdir(), `muster-${name}-`));

/** Servers that refuse to run as root run as their own user (or nobody), who must be able to write to the folder. */
export function giveTo(user: string, folder: string): void {
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', user, folder]);
}

function idsOf(user: string): { uid: number; gid: number } {
  return {
    uid: Number(execFileSync('id', ['-u', user], { encoding: 'utf8' })),
    gid: Number(execFileSync('id', ['-g', user], { encoding: 'utf8' })),
  };
}
