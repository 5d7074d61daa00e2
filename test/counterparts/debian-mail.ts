import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Counterpart, freePort, installed, startCounterpart, temporaryFolder } from './installed.ts';

export interface DebianMail extends Counterpart {
  readonly port: number;
  /** Everything that was delivered, as it lies in the mailbox. */
  mails(): readonly string[];
}

/** Debian's python3-aiosmtpd, which takes mail after STARTTLS only and delivers it to a mailbox on disk. */
export async function startDebianMail(certificate: {
  readonly key: string;
  readonly cert: string;
}): Promise<DebianMail> {
  const folder = temporaryFolder('mail');
  const port = await freePort();
  const box = join(folder, 'box');
  for (const part of ['', 'cur', 'new', 'tmp']) mkdirSync(join(box, part));
  writeFileSync(join(folder, 'key.pem'), certificate.key);
  writeFileSync(join(folder, 'cert.pem'), certificate.cert);
  const tls = ['--tlscert', join(folder, 'cert.pem'), '--tlskey', join(folder, 'key.pem')];
  const server = await startCounterpart({
    folder,
    command: installed('aiosmtpd') ?? 'aiosmtpd',
    // -n: as whoever runs the tests.
    args: ['-n', '-l', `127.0.0.1:${port}`, ...tls, '-c', 'aiosmtpd.handlers.Mailbox', box],
    ready: () =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('data', () =>
          socket.end(() => {
            resolve(true);
          }),
        );
        socket.once('error', () => {
          resolve(false);
        });
      }),
  });
  const fresh = join(box, 'new');
  return {
    ...server,
    port,
    mails: () => readdirSync(fresh).map((name) => readFileSync(join(fresh, name), 'utf8')),
  };
}
