import { type Cell, type Finding, marked, Refused } from '../../plugin.ts';
import { messageOf } from './message-of.ts';
import type { DnsClient } from './dns-client.ts';
import type { DnsRecord } from './dns-message.ts';
import type { Question } from './encode-query.ts';
import type { DnsServer } from './dns-server.ts';
import { judgeAnswers, type Outcome } from './judge-answers.ts';
import { typeName } from './record-type.ts';

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
  if (complete) yield { ...judgeAnswers(outcomes, servers.length), id: 'verdict' };
  for (const question of questions) {
    const of = servers.flatMap(
      (server) => outcomes.find((one) => one.server === server && one.question === question) ?? [],
    );
    const table = recordsTable(of, question, servers.length > 1);
    if (table) yield table;
    // Keeps its place above the servers, whatever is answered first.
    else if (questions.length > 1) yield noRecords(question, complete);
  }
  yield serversTable(outcomes, servers, questions);
}

const noRecords = (question: Question, complete: boolean): Finding => ({
  type: 'text',
  id: `records ${question.typeCode}`,
  title: titleOf(question),
  text: complete ? 'None.' : '…',
});

const titleOf = (question: Question): string => `${question.name} ${typeName(question.typeCode)}`;

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
    title: titleOf(question),
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
