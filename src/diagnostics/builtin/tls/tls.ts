import type { X509Certificate } from 'node:crypto';
import { counted } from '../counted.ts';
import { z } from 'zod';
import {
  bad,
  certificateReason,
  defineDiagnostic,
  definePlugin,
  facts,
  type Finding,
  integer,
  ok,
  refused,
  text,
  type TreeNode,
  warn,
} from '../../plugin.ts';
import { type Handshake, handshake } from './handshake.ts';

const DAY_MS = 86_400_000;
const config = z.strictObject({
  /** PEM: authorities of one's own, beside the system's. */
  ca: z.string().optional(),
  /** Days before expiry from which on it is a warning. */
  warnDays: z.int().min(0).default(21),
  /** For the handshake, once connected. */
  timeoutMs: z.int().min(100).max(15_000).default(10_000),
});

export const plugin = definePlugin(config, ({ ca, warnDays, timeoutMs }) => [
  defineDiagnostic({
    name: 'tls',
    summary: 'Look at a certificate: chain, names, expiry, protocol, what a strict client refuses',
    examples: ['host:example.com', 'host:mail.example.com port:993', 'host:192.0.2.1 name:example.com'],
    risk: 'read',
    targets: ['public'],
    timeoutMs: 20_000,
    options: {
      host: text({ description: 'Name or address, with :PORT if you like', required: true }),
      port: integer({ description: 'Default 443', least: 1, most: 65535 }),
      name: text({ description: 'The name to ask for (SNI) and to check. Default: the host' }),
    },
    target: ({ host }) => host,
    async *run({ host: written, port: asked, name }, context) {
      const { host, port } = parseTarget(written, asked);
      const wanted = name ?? host;
      const seen = await handshake(context, {
        host,
        port,
        name: wanted,
        signal: context.signal,
        limitMs: timeoutMs,
        ...(ca !== undefined && { ca }),
      });
      const now = context.clock.now();
      yield* verdicts(seen, wanted, now, warnDays);
      yield {
        ...facts({
          address: seen.address,
          protocol: seen.protocol,
          cipher: seen.cipher,
          'key exchange': seen.keyExchange,
          'application protocol': seen.alpn,
          'OCSP staple': seen.ocsp === undefined ? 'none' : `stapled: ${seen.ocsp}`,
        }),
        id: 'session',
      };
      yield { id: 'chain', title: 'Chain', type: 'tree', roots: chainTree(seen.chain, now) };
    },
  }),
]);

function parseTarget(text: string, asked: number | undefined): { readonly host: string; readonly port: number } {
  const bare = text.replace(/^\w+:\/\//, '').replace(/\/.*$/, '');
  const match = /^(\[[^\]]+\]|[^:]+|[0-9a-f:]+)(?::(\d{1,5}))?$/i.exec(bare);
  const host = match?.[1]?.replace(/^\[(.*)\]$/, '$1');
  if (host === undefined || host === '') throw refused('tls/host', `"${text}" is no name or address.`);
  return { host, port: asked ?? (match?.[2] === undefined ? 443 : Number(match[2])) };
}

/** What a strict client would refuse, each for itself. */
function* verdicts(seen: Handshake, name: string, now: number, warnDays: number): Generator<Finding> {
  const [leaf] = seen.chain;
  if (!leaf) {
    yield bad('It showed no certificate at all.');
    return;
  }
  const problems: Finding[] = [];
  const days = Math.trunc((leaf.validToDate.getTime() - now) / DAY_MS);
  if (leaf.validToDate.getTime() < now)
    problems.push(
      bad(
        days === 0
          ? `The certificate expired today, ${leaf.validToDate.toISOString().slice(0, 16).replace('T', ' ')} UTC.`
          : `The certificate expired ${counted(-days, 'day')} ago, on ${day(leaf.validToDate)}.`,
        'Renew it, and see why that did not happen by itself.',
      ),
    );
  else if (leaf.validFromDate.getTime() > now)
    problems.push(
      bad(`The certificate is not valid before ${day(leaf.validFromDate)}.`, 'Check the clocks of both sides.'),
    );
  else if (days < warnDays)
    problems.push(
      warn(`The certificate expires in ${counted(days, 'day')}, on ${day(leaf.validToDate)}.`, 'Renew it.'),
    );
  if (!fits(leaf, name))
    problems.push(
      bad(
        `The certificate is not for ${name}, but for ${names(leaf).join(', ') || 'no name'}.`,
        'Ask for another name, or get a certificate that lists this one.',
      ),
    );
  const expiredBelow = seen.chain.slice(1).find(({ validToDate }) => validToDate.getTime() < now);
  if (expiredBelow) problems.push(bad(`An intermediate certificate has expired: ${subjectOf(expiredBelow)}.`));
  // The name and the dates are judged above; what is left is whom it was issued by.
  if (seen.problem !== undefined && !/EXPIRED|ALTNAME|NOT_YET/.test(seen.problem))
    problems.push(
      bad(`A strict client refuses the chain: ${certificateReason(seen.problem)}.`, chainAdvice(seen.problem)),
    );
  if (seen.ocsp === 'revoked')
    problems.push(
      bad('Its authority has revoked it: the OCSP answer that the server staples says so.', 'Replace it at once.'),
    );
  else if (seen.ocsp !== undefined && seen.ocsp !== 'good')
    problems.push(
      warn(
        `The stapled OCSP answer says "${seen.ocsp}", which is no answer.`,
        'See whether the server fetches it, and from the right authority.',
      ),
    );
  if (seen.protocol !== null && /^(SSL|TLSv1$|TLSv1\.1)/.test(seen.protocol))
    problems.push(
      bad(`It speaks ${seen.protocol}, which has been given up (RFC 8996).`, 'Allow TLS 1.2 and 1.3 only.'),
    );
  const bits = leaf.publicKey.asymmetricKeyDetails?.modulusLength;
  if (leaf.publicKey.asymmetricKeyType === 'rsa' && bits !== undefined && bits < 2048)
    problems.push(bad(`Its RSA key has ${bits} bits; less than 2048 is refused.`));
  yield* problems;
  if (problems.length === 0)
    yield ok(`A strict client accepts it; ${counted(days, 'day is', 'days are')} left (${day(leaf.validToDate)}).`);
}

const chainAdvice = (problem: string): string =>
  problem === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || problem === 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'
    ? 'The server does not send the intermediate certificates, or the authority is not known here: configure the full chain.'
    : /SELF_SIGNED/.test(problem)
      ? 'It is signed by itself or by an authority of your own: give that one as plugins.tls.config.ca.'
      : 'Look at the chain below.';

const fits = (certificate: X509Certificate, name: string): boolean =>
  (/^[\d.]+$|:/.test(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;

const names = (certificate: X509Certificate): readonly string[] =>
  (certificate.subjectAltName ?? '')
    .split(', ')
    .map((entry) => entry.replace(/^(DNS|IP Address):/, ''))
    .filter(Boolean);

const subjectOf = (certificate: X509Certificate): string => certificate.subject.replaceAll('\n', ', ');
const day = (date: Date): string => date.toISOString().slice(0, 10);

/** The leaf on top, each issuer below the certificate that it signed. */
function chainTree(chain: readonly X509Certificate[], now: number): readonly TreeNode[] {
  return chain.reduceRight<readonly TreeNode[]>((below, certificate, index) => {
    const key = certificate.publicKey;
    const expired = certificate.validToDate.getTime() < now;
    return [
      {
        label: subjectOf(certificate) || '(no subject)',
        details: [
          ...(index === 0 && names(certificate).length > 0 ? [`names: ${names(certificate).join(', ')}`] : []),
          `valid ${day(certificate.validFromDate)} to ${day(certificate.validToDate)}`,
          `key: ${key.asymmetricKeyType ?? '?'} ${key.asymmetricKeyDetails?.modulusLength ?? key.asymmetricKeyDetails?.namedCurve ?? ''}`.trim(),
          `SHA-256 ${certificate.fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 32)}…`,
          `issued by ${certificate.issuer.replaceAll('\n', ', ')}`,
        ],
        ...(expired && { mark: 'bad' as const }),
        children: below,
      },
    ];
  }, []);
}
