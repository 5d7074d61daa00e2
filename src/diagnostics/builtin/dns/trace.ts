import { counted } from '../counted.ts';
import { bad, type Finding, ok, type TreeNode, warn } from '../../plugin.ts';
import { askFirst, leftOutWords, namesIn, reachableOf, resolveServer, serversIn, zonePort } from './delegation.ts';
import type { DnsAnswer, DnsClient } from './dns-client.ts';
import type { Question } from './encode-query.ts';
import type { DnsServer } from './dns-server.ts';
import { recordLine } from './record-line.ts';
import { ROOT_SERVERS } from './root-servers.ts';

const MOST_STEPS = 16;

/**
 * Follows the delegation from the root (or from a given server) down to the answer, asking each zone's servers without
 * recursion.
 */
export async function* trace(
  client: DnsClient,
  { question, start }: { readonly question: Question; readonly start: DnsServer | undefined },
): AsyncGenerator<Finding> {
  const asked: Question = { ...question, recursion: false };
  const steps: TreeNode[] = [];
  let { servers, leftOut } = start ? { servers: [start], leftOut: [] } : reachableOf(ROOT_SERVERS);
  let zone = start ? `from ${start.label}` : '.';
  const port = zonePort(start);

  for (let step = 0; step < MOST_STEPS; step++) {
    const { answer, failures } = await askFirst(client, servers, asked);
    if (!answer) {
      const unasked = leftOut.length > 0 ? [leftOutWords(leftOut)] : [];
      steps.push({ label: zone, details: [...failures, ...unasked], mark: 'bad' });
      yield treeOf(steps);
      yield {
        ...(failures.length === 0 && leftOut.length > 0
          ? warn(`The servers of ${zone} cannot be asked from this machine.`, 'Trace it from one that has IPv6.')
          : bad(`The servers of ${zone} do not answer.`, 'Check them and the glue that their parent hands out.')),
        id: 'verdict',
      };
      return;
    }
    const referral = isReferral(answer);
    steps.push(nodeOf(zone, answer, { failures, dnssec: question.dnssec }));
    yield treeOf(steps);
    if (!referral) {
      yield { ...verdictOf(answer, zone), id: 'verdict' };
      return;
    }
    const cut = answer.authorities.find(({ type }) => type === 'NS')?.name ?? '.';
    if (cut === zone || !isBelow(question.name, cut)) {
      yield {
        ...bad(`${answer.server.label} refers to ${cut}, which leads nowhere: a lame delegation.`),
        id: 'verdict',
      };
      return;
    }
    zone = cut;
    let handedOut = serversIn(answer, port);
    for (const name of handedOut.length > 0 ? [] : namesIn(answer).slice(0, 3))
      handedOut = [...handedOut, ...(await resolveServer(client, name, port))];
    ({ servers, leftOut } = reachableOf(handedOut));
  }
  yield { ...bad(`No answer after ${MOST_STEPS} referrals: the delegation goes in circles.`), id: 'verdict' };
}

const isReferral = (answer: DnsAnswer): boolean =>
  answer.rcode === 'NOERROR' &&
  answer.answers.length === 0 &&
  !answer.flags.includes('aa') &&
  answer.authorities.some(({ type }) => type === 'NS');

const isBelow = (name: string, zone: string): boolean => {
  const [inner, outer] = [name, zone].map((text) =>
    `.${text.toLowerCase().replace(/\.$/, '')}.`.replace(/^\.\.$/, '.'),
  );
  return outer === '.' || (inner ?? '').endsWith(outer ?? '');
};

const treeOf = (steps: readonly TreeNode[]): Finding => ({
  type: 'tree',
  id: 'trace',
  title: 'Delegation',
  // Each zone stands below the one that delegated it.
  roots: steps.reduceRight<readonly TreeNode[]>(
    (below, step) => [{ ...step, children: [...(step.children ?? []), ...below] }],
    [],
  ),
});

function nodeOf(
  zone: string,
  answer: DnsAnswer,
  { failures, dnssec }: { readonly failures: readonly string[]; readonly dnssec: boolean },
): TreeNode {
  const names = namesIn(answer);
  const signed = answer.authorities.some(({ type }) => type === 'DS');
  return {
    label: zone,
    // Which of a zone's servers is asked is chance.
    volatile: [`${answer.server.label} (${answer.server.host}), ${Math.round(answer.latencyMs * 10) / 10} ms`],
    details: [
      ...(isReferral(answer)
        ? [
            // Servers hand out their names in a different order each time.
            `refers to ${counted(names.length, 'server')}: ${names.toSorted().slice(0, 4).join(' ')}`,
            // Who is not asked for them (DO) sends none: RFC 4035, section 3.1.4.
            ...(dnssec ? [signed ? 'signed (DS)' : 'not signed (no DS)'] : []),
          ]
        : [`${answer.rcode}, flags ${answer.flags.join(' ')}`, ...recordLines(answer).slice(0, 20)]),
      ...failures.map((failure) => `did not answer: ${failure}`),
    ],
    ...(failures.length > 0 && { mark: 'warn' as const }),
  };
}

/** Set by set as they came, a CNAME before what it leads to; within a set in an order of our own, for servers rotate theirs. */
const recordLines = ({ answers }: DnsAnswer): readonly string[] =>
  [...Map.groupBy(answers, ({ name, type }) => `${name} ${type}`).values()].flatMap((set) =>
    set.map(recordLine).toSorted(),
  );

function verdictOf(answer: DnsAnswer, zone: string): Finding {
  if (answer.rcode === 'NXDOMAIN') return warn(`${zone} says that the name does not exist (NXDOMAIN).`);
  if (answer.rcode !== 'NOERROR') return bad(`${answer.server.label} answers ${answer.rcode} for ${zone}.`);
  if (!answer.flags.includes('aa'))
    return bad(
      `${answer.server.label} is named as a server of ${zone} but does not speak for it (no AA): a lame delegation.`,
    );
  return answer.answers.length > 0
    ? ok(`${answer.server.label} answers with authority: ${counted(answer.answers.length, 'record')}.`)
    : warn(`${zone} has the name, but no record of this type.`);
}
