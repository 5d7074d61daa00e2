import { bad, type Finding, ok, warn } from '../../plugin.ts';
import { counted } from '../counted.ts';
import type { DnsAnswer } from './dns-client.ts';
import type { Question } from './encode-query.ts';
import type { DnsServer } from './dns-server.ts';
import { typeName } from './record-type.ts';

export type Outcome = { readonly server: DnsServer; readonly question: Question } & (
  | { readonly answer: DnsAnswer }
  /** `asked`: false where the allow-list or the name kept it from being asked at all. */
  | { readonly failure: string; readonly asked: boolean }
);

/** What the answers of `servers` servers say together. */
export function judgeAnswers(outcomes: readonly Outcome[], servers: number): Finding {
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
  const asked = new Set(outcomes.map(({ question }) => question));
  const records = [...asked].reduce((sum, question) => {
    const first = outcomes.find((one) => one.question === question && 'answer' in one);
    return sum + (first && 'answer' in first ? first.answer.answers.length : 0);
  }, 0);
  const found = `${counted(records, 'record')}${servers > 1 ? `, and all ${servers} servers say the same` : ''}.`;
  if ([...asked].some(({ checkingDisabled }) => checkingDisabled))
    return warn(
      `${found} Nobody has validated it: the servers were asked not to (CD).`,
      'Ask without unchecked: where that fails with SERVFAIL, the signatures do not fit, and validating resolvers refuse the name.',
    );
  const validates = answers.filter(({ flags }) => flags.includes('ra'));
  if (validates.length > 0 && validates.every(({ flags }) => flags.includes('ad')))
    return ok(`${found} ${validates.length > 1 ? 'The resolvers have' : 'The resolver has'} validated it (AD).`);
  if (validates.length > 0 && [...asked].some(({ dnssec }) => dnssec))
    return ok(`${found} It is not validated (no AD): the zone is not signed, or a resolver does not check.`);
  return ok(found);
}

/** What an answer says, without what changes by itself (the TTL) and in an order that does not matter. */
export const contentOf = (answer: DnsAnswer): string =>
  JSON.stringify([
    answer.rcode,
    answer.answers.map(({ name, type, data }) => `${name.toLowerCase()} ${type} ${data}`).sort(),
  ]);
