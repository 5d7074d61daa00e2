import { DateTime } from 'luxon';
import type { Proof } from '../oncall/pagerduty/import/prove.ts';

const iso = (at: number): string => new Date(at).toISOString();
export const proofJson = ({ differences, ...proof }: Proof) => ({
  ...proof,
  differences: differences.map(({ from, to, pagerduty, muster }) => ({
    from: iso(from),
    to: iso(to),
    pagerduty,
    muster,
  })),
});

const OUTCOMES: Readonly<Record<Proof['outcome'], string>> = {
  equal: 'equal',
  different: 'DIFFERENT',
  'looked-up': 'looked up in PagerDuty',
  missing: 'NOT IMPORTED',
};

/** What was written, what could not be, and where the two renderings part: one line each. */
export function importReport(
  report: {
    readonly file: string;
    readonly written: boolean;
    readonly added: readonly string[];
    readonly present: readonly string[];
  },
  notes: readonly string[],
  proofs: readonly Proof[],
  days: number,
): string[] {
  const { file, written, added, present } = report;
  const lines = [
    added.length === 0
      ? `${file}: nothing new.`
      : `${file}: ${written ? 'wrote' : 'would write'} ${added.length} (${added.join(', ')}).`,
    ...(present.length > 0 ? [`There already, exactly so: ${present.length}.`] : []),
    ...notes.map((note) => `Note: ${note}`),
    '',
    `The next ${days} days, rendered from ${file} and by PagerDuty:`,
    ...table([
      ['schedule', 'in PagerDuty', 'shifts', 'outcome'],
      ...proofs.map(({ schedule, name, shifts, outcome, differences }) => [
        schedule,
        name,
        String(shifts),
        `${OUTCOMES[outcome]}${differences.length > 0 ? ` (${differences.length})` : ''}`,
      ]),
    ]),
  ];
  for (const { schedule, timeZone, differences } of proofs) {
    if (differences.length === 0) continue;
    const local = (at: number): string => DateTime.fromMillis(at, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm ZZ');
    const who = (people: readonly string[]): string => (people.length === 0 ? 'nobody' : people.join(', '));
    lines.push(
      '',
      `${schedule} (${timeZone}):`,
      ...table([
        ['from', 'to', 'PagerDuty', 'Muster'],
        ...differences.map(({ from, to, pagerduty, muster }) => [local(from), local(to), who(pagerduty), who(muster)]),
      ]),
    );
  }
  return lines;
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
