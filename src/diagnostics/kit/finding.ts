/**
 * What a diagnostic found, as data. Handlers return these and never formatted text: one renderer makes the Discord
 * message, the plain text and the postmortem's evidence of them, and two runs can be compared.
 */
export type Finding = { readonly id?: string; readonly title?: string } & FindingBody;

export type FindingBody =
  | { readonly type: 'text'; readonly text: string; readonly volatile?: boolean }
  /**
   * Lines of some program's own words, fixed width: log lines, an answer's body, SQL. `shows: 'end'`: a chat that has no room
   * for all of them shows the last. `volatile`, as of facts: lines of a log.
   */
  | {
      readonly type: 'lines';
      readonly text: string;
      readonly language?: string;
      readonly shows?: 'end';
      readonly volatile?: boolean;
    }
  | { readonly type: 'facts'; readonly facts: readonly Fact[] }
  | TableBody
  | { readonly type: 'tree'; readonly roots: readonly TreeNode[] }
  | SeriesBody
  | VerdictBody
  /** Attached and kept, not shown: a CSV, a raw plan. `volatile`, as of facts: headers that bear the time. */
  | {
      readonly type: 'file';
      readonly name: string;
      readonly contentType: string;
      readonly text: string;
      readonly volatile?: boolean;
    };

export interface Fact {
  readonly name: string;
  readonly value: Cell;
  /** Differs from run to run by nature (a latency, a counter): a comparison does not mark it. */
  readonly volatile?: boolean;
}

export interface TableBody {
  readonly type: 'table';
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** What was left out, and why: `1,204 more rows`. */
  readonly note?: string;
}

export interface TableColumn {
  readonly name: string;
  readonly align?: 'left' | 'right';
  /** Part of what identifies a row from one run to the next. Default: the first column alone. */
  readonly key?: boolean;
  readonly volatile?: boolean;
  /** In a chat, when it says the same in every row: left out (`drop`), or said once below the table. Files have it whole. */
  readonly same?: 'drop' | 'below';
}

export type Mark = 'ok' | 'warn' | 'bad' | 'differs';
export type Cell = string | number | boolean | null | { readonly text: string; readonly mark: Mark };

export interface TreeNode {
  readonly label: string;
  /** Names and values in short: `rows 10 → 9,870`. */
  readonly details?: readonly string[];
  /** Details that differ from run to run by nature (costs, latencies): shown before the others, never compared. */
  readonly volatile?: readonly string[];
  readonly mark?: Mark;
  readonly children?: readonly TreeNode[];
}

export interface SeriesBody {
  readonly type: 'series';
  /** `seconds`, `requests/s` … as written on the axis. */
  readonly unit?: string;
  /** Not to be compared with the run before. */
  readonly volatile?: boolean;
  /** Points in order of time: UTC milliseconds and value; null where there is a gap. */
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly (readonly [at: number, value: number | null])[];
  }[];
}

export interface VerdictBody {
  readonly type: 'verdict';
  readonly verdict: 'ok' | 'warn' | 'bad';
  /** What is so, and how that is known: one or two plain sentences. */
  readonly reason: string;
  /** What to do about it. */
  readonly next?: string;
}

export type Findings = readonly Finding[];

export const ok = (reason: string, next?: string): Finding => verdict('ok', reason, next);
export const warn = (reason: string, next?: string): Finding => verdict('warn', reason, next);
export const bad = (reason: string, next?: string): Finding => verdict('bad', reason, next);

function verdict(kind: VerdictBody['verdict'], reason: string, next?: string): Finding {
  return { type: 'verdict', verdict: kind, reason, ...(next !== undefined && { next }) };
}

export const marked = (text: string | number, mark: Mark): Cell => ({ text: String(text), mark });

/** `{ name: value, … }` as facts. */
export const facts = (values: Readonly<Record<string, Cell>>, title?: string): Finding => ({
  type: 'facts',
  ...(title !== undefined && { title }),
  facts: Object.entries(values).map(([name, value]) => ({ name, value })),
});

export const cellText = (cell: Cell): string =>
  cell === null ? '' : typeof cell === 'object' ? cell.text : String(cell);

/** The worst verdict among them, or `ok` where there is none. */
export function worstVerdict(findings: Findings): VerdictBody['verdict'] {
  const verdicts = findings.flatMap((finding) => (finding.type === 'verdict' ? [finding.verdict] : []));
  return verdicts.includes('bad') ? 'bad' : verdicts.includes('warn') ? 'warn' : 'ok';
}
