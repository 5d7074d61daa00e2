import { isIP } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { z } from 'zod';
import { choice, defineDiagnostic, definePlugin, type Finding, list, refused, text, yesNo } from '../../plugin.ts';
import { compareAnswers } from './compare-answers.ts';
import { createDnsClient } from './dns-client.ts';
import { nameAsDecoded, type Question } from './encode-query.ts';
import { parseServer } from './dns-server.ts';
import { propagation } from './propagation.ts';
import { RECORD_TYPES, typeCode, typeName } from './record-type.ts';
import { reverseName } from './reverse-name.ts';
import { trace } from './trace.ts';

const config = z.strictObject({
  /** `google: 8.8.8.8`, `quad9: tls://9.9.9.9#dns.quad9.net`: names for `server:`. */
  resolvers: z.record(z.string().regex(/^[\w.-]+$/), z.string()).default({}),
  /** Asked by `view: propagation` beside the zone's own servers; the names above when absent. */
  propagation: z.array(z.string()).optional(),
  /** PEM: the authority of name servers of one's own that speak DNS over TLS. */
  ca: z.string().optional(),
});

const TRANSFERS = new Set(['AXFR', 'IXFR']);
/** What is asked for every day stands above MD, MF, MB …, which nobody has used since the eighties. */
const COMMON_TYPES = [
  'A',
  'AAAA',
  'CNAME',
  'MX',
  'NS',
  'TXT',
  'SOA',
  'SRV',
  'PTR',
  'CAA',
  'HTTPS',
  'DS',
  'DNSKEY',
  'TLSA',
  'ANY',
];
const SUGGESTED_TYPES = [...new Set([...COMMON_TYPES, ...Object.keys(RECORD_TYPES)])].filter(
  (type) => !TRANSFERS.has(type),
);

export const plugin = definePlugin(config, ({ resolvers, propagation: watched, ca }) => {
  const resolverNames = ['system', ...Object.keys(resolvers)];
  const suggestList =
    (known: readonly string[]) =>
    (typed: string): readonly string[] => {
      const parts = typed.split(',').map((part) => part.trim());
      const last = (parts.pop() ?? '').toLowerCase();
      const before = parts.length > 0 ? `${parts.join(', ')}, ` : '';
      return known.filter((word) => word.toLowerCase().startsWith(last)).map((word) => before + word);
    };

  return [
    defineDiagnostic({
      name: 'dns',
      summary: 'Look up DNS records, compare servers, follow the delegation',
      details:
        'Asks name servers directly, as dig does. Several types and several servers are asked at once and laid side by side; what differs is marked. An address is looked up backwards.',
      examples: [
        'name:example.com',
        'name:example.com type:A,AAAA,MX server:1.1.1.1,8.8.8.8',
        'name:192.0.2.1',
        'name:example.com view:trace',
        'name:example.com type:TXT view:propagation',
        'name:example.com server:tls://9.9.9.9#dns.quad9.net dnssec:true',
      ],
      risk: 'read',
      // Name servers stand anywhere, also inside; the way to them is these two ports, and what muster.yaml names.
      targets: ['*:53', '*:853', ...serverTargets(Object.values(resolvers))],
      timeoutMs: 30_000,
      options: {
        name: text({
          description: 'A name (any script), or an address to look up backwards',
          required: true,
          most: 1000,
        }),
        type: list({
          description: 'Record types, with commas between: A, AAAA, MX … TYPE65280. Default A, for an address PTR',
          suggest: suggestList(SUGGESTED_TYPES),
        }),
        server: list({
          description: 'Whom to ask, with commas between: 1.1.1.1, ns1.example.com:53, tls://9.9.9.9. Default: system',
          suggest: suggestList(resolverNames),
        }),
        view: choice(['answer', 'trace', 'propagation'], {
          description: 'The answer; the path from the root; or what every server of the zone says',
          default: 'answer',
        }),
        transport: choice(['udp', 'tcp', 'tls'], { description: 'Default: UDP, and TCP for what does not fit' }),
        dnssec: yesNo({ description: 'Ask for signatures and for the resolver’s verdict on them', default: false }),
        recursion: yesNo({ description: 'Ask the server to look further itself. Default: yes', default: true }),
        unchecked: yesNo({ description: 'Ask for the answer even where DNSSEC validation fails (CD)', default: false }),
      },
      target: ({ name }) => name,
      async *run({ name, type = [], server = [], view, transport, dnssec, recursion, unchecked }, context) {
        const reverse = isIP(name) !== 0;
        const ascii = reverse ? reverseName(name) : asciiName(name);
        nameAsDecoded(ascii); // refuses what cannot be asked for, before anybody is
        const types = (type.length > 0 ? type : [reverse ? 'PTR' : 'A']).map((word) => word.toUpperCase());
        for (const word of types) {
          const code = typeCode(word);
          if (code === undefined)
            throw refused(
              'dns/type',
              `"${word}" is no record type. Try A, AAAA, MX, TXT …, or TYPE followed by a number.`,
            );
          if (TRANSFERS.has(typeName(code)))
            throw refused('dns/transfer', 'Zone transfers (AXFR, IXFR) are not done here: they hand out a whole zone.');
        }
        if (types.length > 8 || server.length > 12)
          throw refused('dns/many', 'At most 8 types and 12 servers can be asked at once.');
        if (view === 'trace' && server.length > 1)
          throw refused('dns/start', 'A trace begins at one server. Leave the others out, or use view:propagation.');
        const client = createDnsClient(context, context.signal, ca);
        const question = (typeText: string): Question => ({
          name: ascii,
          typeCode: typeCode(typeText) ?? 1,
          recursion,
          dnssec,
          checkingDisabled: unchecked,
        });
        try {
          const unicode = domainToUnicode(ascii);
          if (!reverse && unicode !== '' && unicode !== ascii.replace(/\.$/, ''))
            yield { id: 'idn', type: 'facts', facts: [{ name: unicode, value: ascii }] };
          const parsed = (words: readonly string[]) => words.map((word) => parseServer(word, resolvers, transport));
          const servers = parsed(server.length > 0 ? server : ['system']);
          context.chose({ type: types.join(', ') });
          if (view === 'trace') {
            const start = server.length > 0 ? servers[0] : undefined;
            yield* eachType(types, (word) => trace(client, { question: question(word), start }));
          } else if (view === 'propagation') {
            const asked = server.length > 0 ? servers : parsed(watched ?? resolverNames);
            context.chose({ server: asked.map(({ label }) => label).join(', ') });
            yield* eachType(types, (word) => propagation(client, { question: question(word), resolvers: asked }));
          } else {
            context.chose({ server: servers.map(({ host }) => host).join(', ') });
            yield* compareAnswers(client, servers, types.map(question));
          }
        } finally {
          client.close();
        }
      },
    }),
  ];
});

/** One type after the other; where there are several, each finding says whose it is. */
async function* eachType(
  types: readonly string[],
  look: (type: string) => AsyncGenerator<Finding>,
): AsyncGenerator<Finding> {
  for (const type of types) {
    for await (const finding of look(type)) {
      if (types.length === 1) yield finding;
      else if (finding.type === 'verdict')
        yield { ...finding, id: `${finding.id ?? ''} ${type}`, reason: `${type}: ${finding.reason}` };
      else yield { ...finding, id: `${finding.id ?? ''} ${type}`, title: `${finding.title ?? ''}: ${type}` };
    }
  }
}

/** IDNA where it applies; names like `_dmarc.example.com` and escaped ones as they stand. */
function asciiName(name: string): string {
  if (/^[\x21-\x7e]+$/.test(name)) return name;
  const ascii = domainToASCII(name.normalize('NFC'));
  if (ascii === '') throw refused('dns/name', `"${name}" is no possible domain name.`);
  return ascii;
}

/** The servers that muster.yaml names may be asked wherever they are. */
function serverTargets(servers: readonly string[]): readonly string[] {
  return ['system', ...servers].flatMap((written) => {
    const { host, port } = parseServer(written, {}, undefined);
    return [isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`];
  });
}
