import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import { type Certificate, makeAuthority } from '../../counterparts/certificates.ts';
import { type DebianMail, startDebianMail } from '../../counterparts/debian-mail.ts';
import { describeWith } from '../../counterparts/installed.ts';
import { type MailServer, mailServer } from '../../counterparts/mail-server.ts';
import { BOB, PEOPLE, openDesk, replyText } from '../desk.ts';

/** A page to Alice by this mail server; the trail once it has come to rest. */
async function paged(smtpUrl: string): Promise<string> {
  const alice = { email: 'alice@example.com', rules: { high: ['now email'] } } as never;
  const desk = openDesk(
    { people: { ...PEOPLE, alice }, oncall: { email: { smtpUrl, from: 'muster@example.com' } } },
    { publicUrl: 'https://muster.example' },
  );
  try {
    expectOk(await desk.as(BOB).type('page send', { who: 'alice', message: 'Payments fail' }));
    await desk.settle();
    return replyText(await desk.as(BOB).type('page status', { page: 1 }));
  } finally {
    await desk.close();
  }
}

describeWith(['openssl'], 'a mail server that demands STARTTLS and a login', () => {
  const [user, password] = ['muster', 'p@ss/word'];
  const trusted = tls.getCACertificates('default');
  let certificate: Certificate;
  let server: MailServer;
  let ca: string;
  const at = (login: string): string => server.url.replace('smtp://127.0.0.1', `smtp://${login}localhost`);
  const login = `${user}:${encodeURIComponent(password)}@`;
  beforeAll(async () => {
    const authority = makeAuthority();
    ({ ca } = authority);
    certificate = authority.issue('localhost');
    server = await mailServer(undefined, Date.now, { certificate, user, password });
  });
  afterEach(() => {
    tls.setDefaultCACertificates(trusted);
  });
  afterAll(() => server.close());

  test('takes a page’s mail from who has both', async () => {
    tls.setDefaultCACertificates([...trusted, ca]);
    expect(await paged(at(login))).toContain('email: sent');
    expect(server.mails.splice(0)).toEqual([expect.stringContaining('Subject: Muster page 1')]);
  });

  test.each([
    ['a wrong password', 'muster:wrong@', /email: failed: The mail server refused: .*535/],
    ['no login', '', /email: failed: The mail server refused: .*530/],
  ])('refuses %s, and the trail says so', async (_, as, said) => {
    tls.setDefaultCACertificates([...trusted, ca]);
    expect(await paged(at(as))).toMatch(said);
    expect(server.mails).toEqual([]);
  });

  test('gets neither password nor page when nobody vouches for its certificate', async () => {
    expect(await paged(at(login))).toMatch(/email: failed: The mail server refused: .*certificate/);
    expect(server.mails).toEqual([]);
  });

  describeWith(['aiosmtpd'], 'Debian’s own server', () => {
    let debian: DebianMail;
    beforeAll(async () => {
      debian = await startDebianMail(certificate);
    }, 60_000);
    afterAll(() => debian.stop());

    test('delivers a page to the mailbox, with the link to acknowledge with', async () => {
      tls.setDefaultCACertificates([...trusted, ca]);
      expect(await paged(`smtp://localhost:${debian.port}`)).toContain('email: sent');
      const [mail = ''] = debian.mails().map((each) => each.replaceAll(/=\r?\n/g, ''));
      expect(mail).toContain('To: alice@example.com');
      expect(mail).toContain('Subject: Muster page 1');
      expect(mail).toMatch(
        /Payments fail[^]*Acknowledge, or say that you cannot: https:\/\/muster\.example\/pages\/ack\//,
      );
    });
  });
});
