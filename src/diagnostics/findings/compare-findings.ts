import { type Cell, cellText, type Finding, type Findings, marked } from '../kit/finding.ts';
import { compareFacts, compareTables } from './compare-tables.ts';
import { compareFiles } from './compare-files.ts';
import { compareLines, type CutOff, WHOLE } from './compare-lines.ts';
import { compareSeries } from './compare-series.ts';
import { compareTrees } from './compare-trees.ts';
import { COMPARISON } from './findings-to-text.ts';

type Text = Extract<Finding, { type: 'text' | 'lines' }>;

const isText = (finding: Finding): finding is Text => finding.type === 'text' || finding.type === 'lines';

/**
 * The findings of now with what differs from before marked; what is gone is shown as gone. What differs by nature
 * (what is `volatile`: latencies, counters, log lines) is not marked; of a file is said that it changed, and by how many lines.
 * A text at the top says how much differs: it is no verdict, for whether that is good only who reads it knows. What a side that
 * was cut off does not have is no difference: it may have been there.
 */
export function compareFindings(before: Findings, now: Findings, cutOff: CutOff = WHOLE): Findings {
  let differences = 0;
  const onDifference = (): void => {
    differences++;
  };
  const differs = (cell: Cell, was: Cell | undefined): Cell => {
    if (was !== undefined && cellText(was) === cellText(cell)) return cell;
    differences++;
    const text = cellText(cell);
    if (was !== undefined) return marked(`${text} (was ${cellText(was) || 'empty'})`, 'differs');
    return marked(text.endsWith('(gone)') ? text : `${text} (new)`, 'differs');
  };
  const pairs = pairsOf(before, now);
  const compared = now.map((finding): Finding => {
    const old = pairs.get(finding);
    if (finding.type === 'facts' && old?.type === 'facts') return compareFacts(old, finding, differs, cutOff);
    if (finding.type === 'table' && old?.type === 'table') return compareTables(old, finding, differs, cutOff);
    if (finding.type === 'tree' && old?.type === 'tree')
      return { ...finding, roots: compareTrees(old.roots, finding.roots, onDifference, cutOff) };
    if (finding.type === 'series' && old?.type === 'series' && !isVolatile(finding) && !isVolatile(old))
      return compareSeries(old, finding, onDifference, cutOff);
    if (isText(finding) && old && isText(old) && finding.volatile !== true) {
      const was = old.text.split('\n');
      // Where the record ends in the middle, its last line may be half of one.
      const whole = cutOff.before && was.at(-1) === '…' ? was.slice(0, -2) : was;
      return { ...finding, text: compareLines(whole, finding.text.split('\n'), onDifference, cutOff).join('\n') };
    }
    if (finding.type === 'file') return finding; // not shown: told below
    if (finding.type !== 'verdict') {
      if (old || cutOff.before || isVolatile(finding)) return finding;
      differences++;
      return { ...finding, title: `≠ ${titleOf(finding)} (new)` };
    }
    if (old?.type !== 'verdict') {
      if (cutOff.before) return finding;
      differences++;
      return { ...finding, reason: `≠ ${finding.reason} (new)` };
    }
    // The numbers in its words differ in every run; how much, one wants to know all the same.
    if (old.verdict === finding.verdict)
      return old.reason === finding.reason
        ? finding
        : { ...finding, reason: `${finding.reason} (before: ${old.reason})` };
    differences++;
    return { ...finding, reason: `≠ ${finding.reason} (before: ${old.verdict}, ${old.reason})` };
  });
  const files = now.flatMap((finding): readonly Finding[] => {
    if (finding.type !== 'file' || finding.volatile === true) return [];
    const old = pairs.get(finding);
    const sentence = compareFiles(old?.type === 'file' ? old : undefined, finding, cutOff);
    return sentence === undefined ? [] : [{ type: 'text', text: `≠ ${sentence}` }];
  });
  const paired = new Set(pairs.values());
  const gone = before.flatMap((old): readonly Finding[] => {
    if (cutOff.now || paired.has(old)) return [];
    if (old.type === 'verdict') return [{ ...old, verdict: 'ok', reason: `≠ Gone: ${old.reason}` }];
    return isVolatile(old) ? [] : [{ type: 'text', text: `≠ Gone: ${titleOf(old)}` }];
  });
  differences += files.length + gone.length;
  return [
    {
      type: 'text',
      id: COMPARISON,
      text: [
        differences === 0
          ? 'Nothing differs from the run before; times and counts that differ in every run are not compared.'
          : `≠ ${differences} ${differences === 1 ? 'thing differs' : 'things differ'} from the run before; they are marked ≠.`,
        ...(cutOff.before ? ['Not all of that run is kept: what it does not have is not called new.'] : []),
        ...(cutOff.now ? ['Not all of this run was handed on: what is missing in it is not called gone.'] : []),
      ].join(' '),
    },
    ...compared,
    ...files,
    ...gone,
  ];
}

/** What as a whole differs by nature. */
const isVolatile = (finding: Finding): boolean =>
  ('volatile' in finding && finding.volatile === true) ||
  (finding.type === 'facts' && finding.facts.every(({ volatile }) => volatile === true));

/** What a finding is called: its title, its id, else how it begins. */
function titleOf(finding: Finding): string {
  if (finding.title !== undefined) return finding.title;
  if (finding.type === 'file') return finding.name;
  if (finding.id !== undefined) return finding.id;
  if (isText(finding)) return finding.text.split('\n', 1)[0]?.slice(0, 100) ?? '';
  if (finding.type === 'facts')
    return finding.facts
      .map(({ name }) => name)
      .join(', ')
      .slice(0, 100);
  return `a ${finding.type}`;
}

/**
 * To each finding the one of before that it is to be compared with: by id, else by type and title. Verdicts without an id are
 * told apart by what they say; a single one on each side is the same question with another answer.
 */
function pairsOf(before: Findings, now: Findings): ReadonlyMap<Finding, Finding> {
  const nameless = (findings: Findings): Findings =>
    findings.filter(({ type, id }) => type === 'verdict' && id === undefined);
  const single = nameless(before).length === 1 && nameless(now).length === 1;
  const isSame = (a: Finding, b: Finding): boolean => {
    if (a.type !== b.type || a.id !== b.id) return false;
    if (a.id !== undefined) return true;
    if (a.type === 'file' && b.type === 'file') return a.name === b.name;
    if (a.type === 'verdict' && b.type === 'verdict') return single || a.reason === b.reason;
    return a.title === b.title;
  };
  const left = new Set(before);
  return new Map(
    now.flatMap((finding) => {
      // Two that are alike are told apart by their order.
      const old = [...left].find((other) => isSame(other, finding));
      if (!old) return [];
      left.delete(old);
      return [[finding, old] as const];
    }),
  );
}
