import { bad, type Cell, type Finding, marked, ok, warn } from '../../plugin.ts';
import { contentOf } from './judge-answers.ts';
import { leftOutWords, namesIn, reachableOf, resolveServer, serversIn, zonePort } from './delegation.ts';
import type { DnsAnswer, DnsClient } from './dns-client.ts';
import type { Question } from './encode-query.ts';
import type { DnsServer } from './dns-server.ts';
import { messageOf } from './message-of.ts';
import { typeCode } from './record-type.ts';

interface Heard {
  readonly server: DnsServer;
  readonly role: 'zone' | 'resolver';
  readonly answer?: DnsAnswer;
  readonly serial?: string;
  readonly failure?: string;
}

/** Thirteen names, each with an address of either family. */
const MOST_SERVERS = 26;

/** What each of the zone's own servers says, and what resolvers elsewhere still remember. */
export async function* propagation(
  client: DnsClient,
  { question, resolvers }: { readonly question: Question; readonly resolvers: readonly DnsServer[] },
): AsyncGenerator<Finding> {
  const { zone, servers: own } = await zoneServers(client, question, resolvers);
  const { servers, leftOut } = reachableOf(own);
  const ask = async (server: DnsServer, role: Heard['role']): Promise<Heard> => {
    try {
      const [answer, soa] = await Promise.all([
        client.query(server, { ...question, recursion: role === 'resolver' }),
        zone === undefined
          ? undefined
          : client.query(server, {
              ...question,
              name: zone,
              typeCode: typeCode('SOA') ?? 6,
              recursion: role === 'resolver',
            }),
      ]);
      const serial = soa?.answers.find(({ type }) => type === 'SOA')?.data.split(' ')[2];
      return { server, role, answer, ...(serial !== undefined && { serial }) };
    } catch (error) {
      return { server, role, failure: messageOf(error) };
    }
  };
  const heard = await Promise.all([
    ...servers.map((server) => ask(server, 'zone')),
    ...resolvers.map((server) => ask(server, 'resolver')),
  ]);

  const truth = newest(heard) ?? majority(heard);
  const old = heard.filter(({ answer }) => answer && contentOf(answer) !== truth);
  const silent = heard.filter(({ failure }) => failure !== undefined);
  const authoritativeDiffer = old.some(({ role }) => role === 'zone');
  yield {
    ...(heard.every(({ answer }) => !answer)
      ? bad('Nobody answered.')
      : authoritativeDiffer
        ? bad(
            'The zone’s own servers do not say the same.',
            'Compare their serials: a secondary has not transferred the zone.',
          )
        : old.length > 0
          ? warn(
              `${old.length} of ${heard.length} still say something else.`,
              `They will ask again when the TTL that they show has passed.`,
            )
          : silent.length > 0
            ? warn(`All that answered agree; ${silent.length} of ${heard.length} did not answer.`)
            : heard.length === 1
              ? { type: 'text' as const, text: 'It was asked of one server only: there is nothing to compare it with.' }
              : ok(`All ${heard.length} servers say the same.`)),
    id: 'verdict',
  };
  if (leftOut.length > 0) yield { type: 'text', id: 'left out', text: leftOutWords(leftOut) };
  const named = (server: DnsServer): string =>
    heard.some((other) => other.server !== server && other.server.label === server.label)
      ? `${server.label} (${server.host})`
      : server.label;
  yield {
    type: 'table',
    id: 'propagation',
    title: `${question.name} as seen by each`,
    columns: [
      { name: 'server', key: true },
      { name: 'role' },
      { name: 'says' },
      { name: 'ttl', align: 'right', volatile: true },
      { name: 'serial' },
      { name: 'ms', align: 'right', volatile: true },
    ],
    rows: heard.map(({ server, role, answer, serial, failure }): readonly Cell[] => {
      if (!answer) return [named(server), role, marked(failure ?? 'no answer', 'bad'), null, null, null];
      const said =
        answer.answers.length > 0
          ? answer.answers
              .map(({ data }) => data)
              .sort()
              .join(', ')
          : answer.rcode === 'NOERROR'
            ? 'no such record'
            : answer.rcode;
      return [
        named(server),
        role === 'zone' ? 'zone’s own' : 'resolver',
        contentOf(answer) === truth ? said : marked(said, 'differs'),
        answer.answers[0]?.ttl ?? null,
        serial ?? null,
        Math.round(answer.latencyMs * 10) / 10,
      ];
    }),
  };
}

/** What the zone's own server with the highest serial says. */
function newest(heard: readonly Heard[]): string | undefined {
  const own = heard.filter(({ role, serial }) => role === 'zone' && serial !== undefined);
  const { answer } = own.sort((a, b) => Number(b.serial) - Number(a.serial))[0] ?? {};
  return answer && contentOf(answer);
}

function majority(heard: readonly Heard[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { answer } of heard) if (answer) counts.set(contentOf(answer), (counts.get(contentOf(answer)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Walks up from the name until a resolver knows name servers for it. */
async function zoneServers(
  client: DnsClient,
  question: Question,
  resolvers: readonly DnsServer[],
): Promise<{ readonly zone: string | undefined; readonly servers: readonly DnsServer[] }> {
  const labels = question.name.replace(/\.$/, '').split('.');
  for (const resolver of resolvers.slice(0, 3)) {
    try {
      for (let skip = 0; skip < labels.length; skip++) {
        const zone = labels.slice(skip).join('.');
        const answer = await client.query(resolver, { ...question, name: zone, typeCode: 2, recursion: true });
        const own = answer.answers.some(({ type }) => type === 'NS');
        if (!own) continue;
        const port = zonePort(resolver);
        const glued = serversIn(answer, port);
        // An answer may bring addresses of the one family, of some names, or none.
        const looked = await Promise.all(
          namesIn(answer).map(async (name) => {
            const found = await resolveServer(client, name, port, resolver);
            const isGlued = glued.some(({ serverName }) => serverName === name);
            return found.length > 0 || isGlued ? found : resolveServer(client, name, port);
          }),
        );
        const all = new Map([...glued, ...looked.flat()].map((server) => [`${server.label} ${server.host}`, server]));
        return { zone, servers: [...all.values()].slice(0, MOST_SERVERS) };
      }
    } catch {
      continue; // the next resolver may know
    }
  }
  return { zone: undefined, servers: [] };
}
