import { bad, type Finding, ok, warn } from '../../plugin.ts';
import { counted } from '../counted.ts';
import { type Answered, MOST_BODY_BYTES } from './timed-request.ts';

/** What went wrong with one request; `asked`: false where the allow-list kept it from being sent at all. */
export interface Failure {
  readonly reason: string;
  readonly asked: boolean;
}

/** Whether the target answers as it should, in one verdict, and what is to be said of its certificate. */
export function* judgeAnswers(
  {
    target,
    runs,
    failures,
  }: { readonly target: URL; readonly runs: readonly (readonly Answered[])[]; readonly failures: readonly Failure[] },
  expect: string | undefined,
  status: number | undefined,
): Generator<Finding> {
  const id = `verdict ${target.href}`;
  const answers = runs.map((hops) => hops.at(-1)).filter((answer) => answer !== undefined);
  const [first] = answers;
  if (!first) {
    const [failure] = failures;
    // A refusal is a sentence, or two, and ends by itself.
    const reason = `${(failure?.reason ?? '').replace(/\.$/, '')}.`;
    yield { ...bad(`${target.href} ${failure?.asked === false ? 'was not asked' : 'did not answer'}: ${reason}`), id };
    return;
  }
  const wrong = answers.filter((answer) => (status === undefined ? answer.status >= 400 : answer.status !== status));
  const without = expect === undefined ? [] : answers.filter(({ contains }) => !contains);
  const all = answers.length + failures.length;
  if (failures.length > 0)
    yield {
      ...bad(
        `${target.href} failed ${failures.length} of ${all} times: ${(failures[0]?.reason ?? '').replace(/\.$/, '')}.`,
      ),
      id,
    };
  else if (wrong[0])
    yield {
      ...bad(
        `${target.href} answers ${wrong[0].status} ${wrong[0].statusText}${all > 1 ? ` (${wrong.length} of ${all} times)` : ''}${status === undefined ? '' : `, expected ${status}`}.`,
      ),
      id,
    };
  else if (without.length > 0)
    yield {
      ...bad(
        `The answer of ${target.href} does not contain what was expected${without.every(({ isWhole }) => isWhole) ? '' : ` in its first ${MOST_BODY_BYTES / 2 ** 20} MB, and more was not read`}${all > 1 ? ` (${without.length} of ${all} times)` : ''}.`,
      ),
      id,
    };
  else
    yield {
      ...ok(`${target.href} answers ${first.status} ${first.statusText}${all > 1 ? `, ${all} times` : ''}.`),
      id,
    };
  const skipped = new Map(
    runs.flat().flatMap((hop) => hop.skipped.map((one) => [one.address, { ...one, hop }] as const)),
  );
  for (const { address, reason, hop } of skipped.values())
    yield {
      ...warn(`${reason}. ${hop.address} was asked instead, as browsers do.`),
      id: `skipped ${target.href} ${address}`,
    };
  if (first.tls?.problem !== undefined)
    yield {
      ...bad(`Its certificate would be refused: ${first.tls.problem}.`, '/diag tls shows the whole chain.'),
      id: `certificate ${target.href}`,
    };
  else if (first.tls && first.tls.daysLeft < 21)
    yield {
      ...warn(`Its certificate expires in ${counted(first.tls.daysLeft, 'day')}.`, 'Renew it.'),
      id: `certificate ${target.href}`,
    };
}
