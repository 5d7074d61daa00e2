import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, giveTo, installed, startCounterpart, temporaryFolder, type Counterpart } from './installed.ts';

export interface NameServer extends Counterpart {
  readonly port: number;
}

/** One `named` on a free port of several loopback addresses. `config` follows its options; `files` stand in its folder. */
export async function startBind(options: {
  readonly files: Readonly<Record<string, string>>;
  readonly config: (port: number) => string;
  readonly addresses?: readonly string[];
  readonly options?: string;
}): Promise<NameServer> {
  const folder = temporaryFolder('bind');
  const addresses = options.addresses ?? ['127.0.0.1'];
  const port = await freePort(addresses[0]);
  for (const [name, text] of Object.entries(options.files)) writeFileSync(join(folder, name), text);
  writeFileSync(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; pid-file none; session-keyfile none; managed-keys-directory "${folder}";
      listen-on port ${port} { ${addresses.map((address) => `${address};`).join(' ')} }; listen-on-v6 { none; };
      ${options.options ?? 'recursion no; dnssec-validation no;'} };
    controls {};
    ${options.config(port)}`,
  );
  giveTo('nobody', folder);
  const server = await startCounterpart({
    folder,
    command: installed('named') ?? 'named',
    args: ['-g', '-c', join(folder, 'named.conf')],
    user: 'nobody',
    ready: async () =>
      (await dig(addresses[0] ?? '', port, ['.', 'NS', '+norecurse', '+tries=1', '+time=1'])).includes('status:'),
  });
  return { ...server, port };
}

const run = promisify(execFile);

/** What the real `dig` prints. */
export async function dig(address: string, port: number, args: readonly string[]): Promise<string> {
  const { stdout } = await run(installed('dig') ?? 'dig', [`@${address}`, '-p', String(port), ...args], {
    maxBuffer: 1 << 24,
  });
  return stdout;
}

/** Records as dig prints them, one a line, blanks as one blank each. */
export const digRecords = (output: string): readonly string[] =>
  output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(';'))
    .map((line) => line.replace(/\s+/g, ' ').trim());
