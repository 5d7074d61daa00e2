import type { Instant } from '../base/clock.ts';
import { csvRecords } from './parse-csv.ts';
import { type GivenTime, parseDay, parseTime } from './time.ts';

/** One line as it was understood. `unknown` time: it stands behind the line in front of it. */
export type UnderstoodLine = {
  readonly line: number;
  readonly text: string;
  readonly evidence?: string;
  readonly by?: string;
  readonly category?: string;
  readonly time: GivenTime | { readonly precision: 'unknown' };
};
export type LineFault = { readonly line: number; readonly text: string; readonly reason: string };

export interface Understood {
  readonly lines: readonly UnderstoodLine[];
  readonly faults: readonly LineFault[];
}

interface Context {
  readonly now: Instant;
  readonly timeZone: string;
}

export const MOST_LINES = 2000;
/** In UTF-16 units, as the entry's schema counts. */
const LONGEST = { text: 4000, evidence: 500, by: 80, category: 40 } as const;
const DAY_LINE =
  /^(?:#+ *)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? *)?(\d{4}-\d{2}-\d{2}|\d{1,2} [A-Za-z]{3,9} \d{4}|[A-Za-z]{3,9} \d{1,2},? \d{4})[:.]?$/i;

/**
 * Pasted or uploaded lines: `TIME text` a line, in any form of time that a note takes, bullets and brackets allowed; a
 * line with a date alone sets the day of those below it; an indented line continues the one above; a line without a time
 * stands behind the one above. With a header row that has `text` (or `event`) it is read as CSV.
 */
export function understandLines(text: string, context: Context): Understood {
  const clean = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const rows = csvRows(clean);
  return withoutTooLong(rows ? understandRows(rows, context) : understandPlain(clean, context));
}

/** Nothing is cut: what is too long is a fault of its line. */
function withoutTooLong({ lines, faults }: Understood): Understood {
  const tooLong = lines.flatMap((line) => {
    const reasons = (['text', 'evidence', 'by', 'category'] as const).flatMap((name) => {
      const length = line[name]?.length ?? 0;
      return length > LONGEST[name]
        ? [`Its ${name} is ${length} characters long; at most ${LONGEST[name]} are possible.`]
        : [];
    });
    return reasons.length === 0 ? [] : [{ line: line.line, text: shown(line.text), reason: reasons.join(' ') }];
  });
  const left = new Set(tooLong.map(({ line }) => line));
  return {
    lines: lines.filter(({ line }) => !left.has(line)),
    faults: [...faults, ...tooLong].sort((a, b) => a.line - b.line),
  };
}

function understandPlain(text: string, context: Context): Understood {
  const lines: UnderstoodLine[] = [];
  const faults: LineFault[] = [];
  let day: string | undefined;
  text.split('\n').forEach((raw, index) => {
    const line = index + 1;
    if (raw.trim() === '') return;
    const dayLine = DAY_LINE.exec(raw.trim());
    if (dayLine?.[1] !== undefined) {
      const said = parseDay(dayLine[1], context);
      if (said.ok) day = said.value;
      else faults.push({ line, text: shown(raw), reason: said.refusal.message });
      return;
    }
    const last = lines.at(-1);
    if (/^(?:\s{2,}|\t)/.test(raw) && last && !/^\s*[-*•]/.test(raw)) {
      lines[lines.length - 1] = { ...last, text: `${last.text}\n${raw.trim()}` };
      return;
    }
    const read = readLine(raw.trim().replace(/^[-*•]\s+/, ''), { ...context, ...(day !== undefined && { day }) });
    if ('reason' in read) faults.push({ line, text: shown(raw), reason: read.reason });
    else lines.push({ ...read, line });
  });
  return withoutLooseStart(lines, faults);
}

/** `14:05 -3 replicas left` tells of replicas: behind a space an offset has four digits. */
const COUNTED = /\s[+-]\d{1,2}$/;

type Read = Omit<UnderstoodLine, 'line'> | { readonly reason: string };

/** The longest beginning of the line that is a time; the rest is what happened. */
function readLine(line: string, context: Context & { readonly day?: string }): Read {
  const bracketed = /^[[(]([^\])]{1,60})[\])]\s*[-:–—|]?\s*(.*)$/.exec(line);
  if (bracketed?.[1] !== undefined && bracketed[2]) {
    const time = parseTime(bracketed[1], context);
    if (time.ok) return { text: bracketed[2], time: time.value };
    if (time.refusal.code !== 'time/unclear') return { reason: time.refusal.message };
  }
  const words = [...line.matchAll(/\S+/g)];
  let refused: string | undefined;
  for (let count = Math.min(6, words.length - 1); count >= 1; count--) {
    const next = words[count];
    if (!next) continue;
    const before = line.slice(0, next.index).trim();
    if (COUNTED.test(before)) continue;
    const time = parseTime(before.replace(/[\s]*[-:–—|,]$/, ''), context);
    if (time.ok) {
      const rest = line.slice(next.index).replace(/^[-:–—|]\s+/, '');
      if (rest === '') continue;
      return { text: rest, time: time.value };
    }
    // The shortest beginning tells best what is wrong with a time that was meant as one.
    if (time.refusal.code !== 'time/unclear' && time.refusal.code !== 'time/zone') refused = time.refusal.message;
  }
  return refused === undefined ? { text: line, time: { precision: 'unknown' } } : { reason: refused };
}

interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

const TIME_COLUMNS = ['utc_iso', 'time_utc', 'time', 'at', 'when', 'timestamp'];
const TEXT_COLUMNS = ['text', 'event', 'note', 'what', 'description'];

/** Rows by column name, or undefined when this is no CSV with a header that we know. */
function csvRows(text: string): readonly Row[] | undefined {
  const header = text.slice(0, text.indexOf('\n') + 1).toLowerCase();
  if (!header.includes(',')) return undefined;
  const [names, ...records] = csvRecords(text);
  const columns = (names?.cells ?? []).map((name) => name.trim().toLowerCase());
  const known = (wanted: readonly string[]): boolean => wanted.some((name) => columns.includes(name));
  if (!known(TIME_COLUMNS) || !known(TEXT_COLUMNS)) return undefined;
  return records
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ line, cells }) => ({
      line,
      cells: Object.fromEntries(columns.map((name, index) => [name, (cells[index] ?? '').trim()])),
    }));
}

function understandRows(rows: readonly Row[], context: Context): Understood {
  const lines: UnderstoodLine[] = [];
  const faults: LineFault[] = [];
  for (const { line, cells: row } of rows) {
    const pick = (names: readonly string[]): string =>
      names.map((name) => row[name] ?? '').find((cell) => cell !== '') ?? '';
    const text = pick(TEXT_COLUMNS);
    if (text === '') {
      faults.push({ line, text: '', reason: 'It has no text.' });
      continue;
    }
    const written = pick(TIME_COLUMNS);
    const precision = (row['precision'] ?? '').toLowerCase();
    const evidence = pick(['evidence', 'source', 'permalink', 'url']);
    const category = pick(['kind', 'category']);
    const by = pick(['by', 'who', 'actor', 'actor_role']);
    const more = {
      ...(evidence !== '' && { evidence }),
      ...(by !== '' && { by }),
      ...(category !== '' && { category }),
    };
    const time = written === '' ? undefined : parseTime(written, context);
    const isPlace = time?.ok === true && time.value.precision === 'order-only'; // after #12
    if (time === undefined || (!isPlace && /^(?:order|unknown)/.test(precision))) {
      lines.push({ line, text, ...more, time: { precision: 'unknown' } });
    } else if (!time.ok) faults.push({ line, text: shown(text), reason: time.refusal.message });
    else lines.push({ line, text, ...more, time: withPrecision(time.value, precision) });
  }
  return withoutLooseStart(lines, faults);
}

function withPrecision(time: GivenTime, precision: string): GivenTime {
  if (time.precision === 'order-only') return time;
  if (precision.startsWith('approx')) return { ...time, precision: 'approximate' };
  return precision === 'minute' || precision === 'second' ? { ...time, precision } : time;
}

/** A first line without a time has nothing to stand behind. */
function withoutLooseStart(lines: readonly UnderstoodLine[], faults: readonly LineFault[]): Understood {
  const [first] = lines;
  if (first?.time.precision !== 'unknown') return { lines, faults };
  const fault = {
    line: first.line,
    text: shown(first.text),
    reason: 'The first line needs a time, or after #12: without one it has nothing to stand behind.',
  };
  return withoutLooseStart(lines.slice(1), [...faults, fault]);
}

const shown = (text: string): string => ([...text].length > 80 ? `${[...text].slice(0, 80).join('')}…` : text);
