import type { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { defineDiagnostic, definePlugin, facts, integer, refused, text, type TreeNode } from '../../plugin.ts';
import { day, namesIn, subjectOf } from './certificate-words.ts';
import { handshake } from './handshake.ts';
import { judgeHandshake } from './judge-handshake.ts';

const config = z.strictObject({
  /** PEM: authorities of one's own, beside the system's. */
  ca: z.string().optional(),
  /** Days before expiry from which on it is a warning. */
  warnDays: z.int().min(0).default(21),
  /** To connect, and once more for the handshake. */
  timeoutMs: z.int().min(100).max(15_000).default(10_000),
});

export const plugin = definePlugin(config, ({ ca, warnDays, timeoutMs }) => [
  defineDiagnostic({
    name: 'tls',
    summary: 'Look at a certificate: chain, names, expiry, protocol, what a strict client refuses',
    examples: ['host:example.com', 'host:mail.example.com port:993', 'host:192.0.2.1 name:example.com'],
    risk: 'read',
    targets: ['public'],
    timeoutMs: 35_000,
    options: {
      host: text({ description: 'Name or address, with :PORT if you like', required: true }),
      port: integer({ description: 'Default 443', least: 1, most: 65535 }),
      name: text({ description: 'The name to ask for (SNI) and to check. Default: the host' }),
    },
    target: ({ host }) => host,
    async *run({ host: written, port: asked, name }, context) {
      const { host, port } = parseTarget(written, asked);
      const wanted = name ?? host;
      context.chose({ port, name: wanted });
      const seen = await handshake(context, {
        host,
        port,
        name: wanted,
        signal: context.signal,
        limitMs: timeoutMs,
        ...(ca !== undefined && { ca }),
      });
      const now = context.clock.now();
      yield* judgeHandshake(seen, wanted, now, warnDays);
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
  const port = asked ?? (match?.[2] === undefined ? 443 : Number(match[2]));
  if (host === undefined || host === '' || port < 1 || port > 65535)
    throw refused(
      'tls/host',
      `"${text}" is no name or address. Write example.com, or example.com:8443 with a port up to 65535.`,
    );
  return { host, port };
}

/** The leaf on top, each issuer below the certificate that it signed. */
function chainTree(chain: readonly X509Certificate[], now: number): readonly TreeNode[] {
  return chain.reduceRight<readonly TreeNode[]>((below, certificate, index) => {
    const key = certificate.publicKey;
    const expired = certificate.validToDate.getTime() < now;
    return [
      {
        label: subjectOf(certificate) || '(no subject)',
        details: [
          ...(index === 0 && namesIn(certificate).length > 0 ? [`names: ${namesIn(certificate).join(', ')}`] : []),
          `valid ${day(certificate.validFromDate)} to ${day(certificate.validToDate)}`,
          `key: ${key.asymmetricKeyType ?? '?'} ${key.asymmetricKeyDetails?.modulusLength ?? key.asymmetricKeyDetails?.namedCurve ?? ''}`.trim(),
          `SHA-256 ${certificate.fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 16)}…`,
          `issued by ${certificate.issuer.replaceAll('\n', ', ')}`,
        ],
        ...(expired && { mark: 'bad' as const }),
        children: below,
      },
    ];
  }, []);
}
