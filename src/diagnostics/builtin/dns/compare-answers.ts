import { bad, type Cell, type Finding, marked, ok, Refused, warn } from '../../plugin.ts';
import { messageOf } from './message-of.ts';
import type { DnsAnswer, DnsClient } from './dns-client.ts';
import type { DnsRecord, Question } from './dns-message.ts';
import type { DnsServer } from './dns-server.ts';
import { counted } from '../counted.ts';
import { typeName } from './record-type.ts';

type Outcome = { readonly server: DnsServer; readonly question: Question } & (
  | { readonly answer: DnsAnswer }
  /** `asked`: false where the allow-list or the name kept it from being asked at all. */
  | { readonly failure: string; readonly asked: boolean }
);

/** Asks everybody everything at once; yields what there is so far as each answer comes in. */
export async function* compareAnswers(
  client: DnsClient,
  servers: readonly DnsServer[],
  questions: readonly Question[],
): AsyncGenerator<Finding> {
  const outcomes: Outcome[] = [];
  const asked = questions.flatMap((question) =>
    servers.map(async (server) => {
      try {
        outcomes.push({ server, question, answer: await client.query(server, question) });
      } catch (error) {
        outcomes.push({ server, question, failure: messageOf(error), asked: !isForbidden(error) });
      }
    }),
  );
  const left = new Set(asked);
  for (const one of asked) void one.then(() => left.delete(one));
  while (left.size > 0) {
    await Promise.race(left);
    if (left.size > 0) yield* findingsOf(outcomes, servers, questions, false);
  }
  await Promise.all(asked);
  yield* findingsOf(outcomes, servers, questions, true);
}

const isForbidden = (error: unknown): boolean =>
  error instanceof Refused && ['target/not-listed', 'target/protected'].includes(error.code);

function* findingsOf(
  outcomes: readonly Outcome[],
  servers: readonly DnsServer[],
  questions: readonly Question[],
  complete: boolean,
): Generator<Finding> {
  if (complete) yield { ...verdictOf(outcomes, servers), id: 'verdict' };
  for (const question of questions) {
    const of = servers.flatMap(
      (server) => outcomes.find((one) => one.server === server && one.question === question) ?? [],
    );
    const table = recordsTable(of, question, servers.length > 1);
    if (table) yield table;
  }
  yield serversTable(outcomes, servers, questions);
}

/** One row a record; with several servers one column each, and marked where they do not all say the same. */
function recordsTable(outcomes: readonly Outcome[], question: Question, several: boolean): Finding | undefined {
  const rows = new Map<string, { record: DnsRecord; section: string; ttls: Map<Outcome, number> }>();
  for (const outcome of outcomes) {
    if (!('answer' in outcome)) continue;
    const { answers, authorities } = outcome.answer;
    for (const [section, records] of [
      ['answer', answers],
      ['authority', answers.length === 0 ? authorities : []],
    ] as const) {
      for (const record of records) {
        const key = `${section} ${record.name.toLowerCase()} ${record.type} ${record.data}`;
        const row = rows.get(key) ?? { record, section, ttls: new Map() };
        row.ttls.set(outcome, record.ttl);
        rows.set(key, row);
      }
    }
  }
  if (rows.size === 0) return undefined;
  const answered = outcomes.filter((outcome) => 'answer' in outcome);
  // A SOA below the heading of another type must not look like an answer.
  const isAnswer = [...rows.values()].every(
    ({ record, section }) => section === 'answer' && record.type === typeName(question.typeCode),
  );
  return {
    type: 'table',
    id: `records ${question.typeCode}`,
    title: `${question.name} ${typeName(question.typeCode)}`,
    columns: [
      { name: 'name', key: true, same: 'drop' },
      ...(several
        ? outcomes.map(({ server }) => ({ name: server.label, align: 'right' as const, volatile: true }))
        : [{ name: 'ttl', align: 'right' as const, volatile: true }]),
      { name: 'type', key: true, ...(isAnswer && { same: 'drop' as const }) },
      { name: 'data', key: true },
    ],
    // In an order of our own: name servers rotate theirs.
    rows: [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row)
      .map(({ record, section, ttls }) => {
        const differs = several && ttls.size < answered.length;
        const seen = outcomes.map((outcome): Cell => {
          const ttl = ttls.get(outcome);
          return ttl ?? ('answer' in outcome ? marked('missing', 'differs') : '?');
        });
        return [
          record.name,
          ...seen,
          section === 'authority' ? `${record.type} (authority)` : record.type,
          differs ? marked(record.data, 'differs') : record.data,
        ];
      }),
  };
}

function serversTable(
  outcomes: readonly Outcome[],
  servers: readonly DnsServer[],
  questions: readonly Question[],
): Finding {
  return {
    type: 'table',
    id: 'servers',
    title: 'Answers',
    columns: [
      { name: 'server', key: true },
      { name: 'type', key: true },
      { name: 'status' },
      { name: 'flags', same: 'below' },
      { name: 'edns', same: 'below' },
      { name: 'over', same: 'below' },
      { name: 'ms', align: 'right', volatile: true },
      { name: 'bytes', align: 'right', volatile: true, same: 'below' },
    ],
    rows: servers.flatMap((server) =>
      questions.map((question): readonly Cell[] => {
        const outcome = outcomes.find((one) => one.server === server && one.question === question);
        const head = [server.label, typeName(question.typeCode)];
        if (!outcome) return [...head, '…', '', '', '', null, null];
        if (!('answer' in outcome))
          return [...head, marked(outcome.asked ? 'no answer' : 'not asked', 'bad'), '', '', '', null, null];
        const { answer } = outcome;
        const edns = answer.edns;
        return [
          ...head,
          answer.rcode === 'NOERROR'
            ? answer.rcode
            : marked(answer.rcode, answer.rcode === 'NXDOMAIN' ? 'warn' : 'bad'),
          answer.flags.join(' '),
          edns ? [`${edns.udpSize}`, ...(edns.dnssecOk ? ['do'] : []), ...edns.errors].join(' ') : 'none',
          answer.transport,
          Math.round(answer.latencyMs * 10) / 10,
          answer.sizeBytes,
        ];
      }),
    ),
  };
}

function verdictOf(outcomes: readonly Outcome[], servers: readonly DnsServer[]): Finding {
  const answers = outcomes.flatMap((outcome) => ('answer' in outcome ? [outcome.answer] : []));
  const failures = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome] : []));
  const reasons = [...new Set(failures.map(({ failure }) => failure))];
  if (answers.length === 0) return bad(`${reasons.length > 1 ? 'No server answered. ' : ''}${reasons[0] ?? ''}`);
  const errors = answers.find(({ rcode }) => rcode !== 'NOERROR' && rcode !== 'NXDOMAIN');
  if (errors) {
    const why = errors.edns?.errors[0];
    return bad(
      `${errors.server.label} answers ${errors.rcode}${why === undefined ? '' : ` (${why})`}.`,
      errors.rcode === 'SERVFAIL'
        ? 'Ask again with unchecked:true: if that answers, DNSSEC validation fails. Otherwise view:trace shows where the delegation breaks.'
        : 'The server refuses this question: ask another, or one that is meant for it.',
    );
  }
  const differing = [...new Set(outcomes.map(({ question }) => question))].filter((question) => {
    const said = outcomes.flatMap((one) =>
      one.question === question && 'answer' in one ? [contentOf(one.answer)] : [],
    );
    return new Set(said).size > 1;
  });
  if (differing.length > 0)
    return warn(
      `The servers do not agree on ${differing.map(({ typeCode }) => typeName(typeCode)).join(', ')}.`,
      'A change that still spreads shows like this until the old TTL has passed; view:propagation asks the zone’s own servers.',
    );
  if (failures.length > 0)
    return warn(`${failures.length} of ${outcomes.length} questions were not answered. ${reasons[0] ?? ''}`);
  if (answers.every(({ rcode }) => rcode === 'NXDOMAIN'))
    return warn('The name does not exist (NXDOMAIN).', 'Look for a typing error; view:trace shows which zone says so.');
  const count = Math.max(...answers.map((answer) => answer.answers.length));
  if (count === 0) return warn('The name exists, but has no record of this type.', 'Ask for type ANY, or another one.');
  const validated = answers.some(({ flags }) => flags.includes('ad')) ? ' The resolver has validated it (AD).' : '';
  return ok(
    `${counted(
      answers.reduce((sum, answer) => sum + answer.answers.length, 0),
      'record',
    )}${servers.length > 1 ? `, and all ${servers.length} servers say the same` : ''}.${validated}`,
  );
}

/** What an answer says, without what changes by itself (the TTL) and in an order that does not matter. */
export const contentOf = (answer: DnsAnswer): string =>
  JSON.stringify([
    answer.rcode,
    answer.answers.map(({ name, type, data }) => `${name.toLowerCase()} ${type} ${data}`).sort(),
  ]);
