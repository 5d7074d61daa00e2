import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  readonly url: string;
  readonly mails: string[];
  /** When each came, by the clock that the server was given. */
  readonly times: number[];
  /** Refuse every recipient with this code; undefined takes them. */
  refuse: number | undefined;
  close(): Promise<void>;
}

/** What a server of one's own provider asks for: STARTTLS, and a login after it. */
export interface Demands {
  readonly certificate: { readonly key: string; readonly cert: string };
  readonly user: string;
  readonly password: string;
}

/** A real SMTP server on a port of its own, which keeps what it got. */
export async function mailServer(
  refuse?: number,
  now: () => number = Date.now,
  demands?: Demands,
): Promise<MailServer> {
  const server = new SMTPServer({
    ...(demands === undefined
      ? { authOptional: true, disabledCommands: ['STARTTLS'] }
      : {
          ...demands.certificate,
          onAuth({ username, password }, _session, callback) {
            const known = username === demands.user && password === demands.password;
            callback(known ? null : Object.assign(new Error('wrong'), { responseCode: 535 }), { user: username });
          },
        }),
    onRcptTo(_address, _session, callback) {
      const code = mail.refuse;
      callback(code === undefined ? null : Object.assign(new Error('not now'), { responseCode: code }));
    },
    onData(stream, _session, callback) {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString()));
      stream.on('end', () => {
        mail.mails.push(text);
        mail.times.push(now());
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mail: MailServer = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: [],
    times: [],
    refuse,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
  return mail;
}
