import { execFile } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, giveTo, installed, startCounterpart, temporaryFolder, type Counterpart } from './installed.ts';

export interface NameServer extends Counterpart {
  readonly port: number;
}

/** One `named` on a free port of 127.0.0.1. `config` follows its options; `files` stand in its folder. */
export async function startBind(options: {
  readonly files: Readonly<Record<string, string>>;
  readonly config: (port: number) => string;
  readonly options?: string;
}): Promise<NameServer> {
  const folder = temporaryFolder('bind');
  const port = await freePort();
  for (const [name, text] of Object.entries(options.files)) writeFileSync(join(folder, name), text);
  writeFileSync(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; pid-file none; session-keyfile none; managed-keys-directory "${folder}";
      listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
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
      (await dig('127.0.0.1', port, ['.', 'NS', '+norecurse', '+tries=1', '+time=1'])).includes('status:'),
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

/**
 * `named` binds to addresses of interfaces only, so 127.0.0.2 and up are out of its reach: this passes UDP packets from
 * there on to one that listens on 127.0.0.1. What several servers on one port need.
 */
export async function forwardUdp(
  from: { readonly address: string; readonly port: number },
  toPort: number,
): Promise<() => void> {
  const outside = createSocket(isIP(from.address) === 6 ? 'udp6' : 'udp4');
  const inside = new Map<string, Socket>();
  outside.on('message', (packet, sender) => {
    const id = `${sender.address} ${sender.port}`;
    let socket = inside.get(id);
    if (!socket) {
      socket = createSocket('udp4');
      socket.on('message', (answer) => {
        outside.send(answer, sender.port, sender.address);
      });
      inside.set(id, socket);
    }
    socket.send(packet, toPort, '127.0.0.1');
  });
  await new Promise<void>((done) => {
    outside.bind(from.port, from.address, done);
  });
  return () => {
    for (const socket of [outside, ...inside.values()]) socket.close();
  };
}
