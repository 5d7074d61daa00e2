/** Told of each thing that differs. */
export type OnDifference = () => void;

/** Which side is not there as a whole: what is in the other alone may be new, or gone, or neither. */
export interface CutOff {
  readonly before: boolean;
  readonly now: boolean;
}
export const WHOLE: CutOff = { before: false, now: false };

/**
 * The lines of now with those that are new marked, and those that are gone where they stood: `≠ b (was a)`, `≠ c (new)`,
 * `≠ d (gone)`. Lines that only changed places are no difference. Takes time in proportion to the lines, however many differ.
 */
export function compareLines(
  before: readonly string[],
  now: readonly string[],
  onDifference: OnDifference,
  cutOff: CutOff,
): readonly string[] {
  const left = counted(before);
  const isKnown = now.map((line) => takeOne(left, line));
  const gone = goneAfter(before, now, isKnown);
  const shown: string[] = [];
  const put = (line: string): void => {
    onDifference();
    shown.push(`≠ ${line}`);
  };
  const putGone = (at: number, fresh: readonly string[]): void => {
    const old = gone.get(at) ?? [];
    fresh.forEach((line, index) => {
      const was = fresh.length === old.length ? old[index] : undefined;
      if (was === undefined && cutOff.before) shown.push(line);
      else put(was === undefined ? `${line} (new)` : `${line} (was ${was === '' ? 'empty' : was})`);
    });
    if (fresh.length !== old.length && !cutOff.now) for (const line of old) put(`${line} (gone)`);
  };
  const freshFrom = (start: number): readonly string[] => {
    const end = isKnown.indexOf(true, start);
    return now.slice(start, end < 0 ? undefined : end);
  };
  putGone(-1, freshFrom(0));
  now.forEach((line, at) => {
    if (isKnown[at] !== true) return;
    shown.push(line);
    putGone(at, freshFrom(at + 1));
  });
  return shown;
}

/** How many lines one side has that the other has not, wherever they stand. */
export function linesApart(
  before: readonly string[],
  now: readonly string[],
): { readonly fresh: number; readonly gone: number } {
  const left = counted(before);
  const fresh = now.filter((line) => !takeOne(left, line)).length;
  return { fresh, gone: [...left.values()].reduce((sum, count) => sum + count, 0) };
}

/** The lines of before that are nowhere now, by the place (in `now`) of the line that they stood behind; -1: at the top. */
function goneAfter(
  before: readonly string[],
  now: readonly string[],
  isKnown: readonly boolean[],
): ReadonlyMap<number, readonly string[]> {
  const places = new Map<string, number[]>();
  now.forEach((line, at) => {
    if (isKnown[at] === true) pushTo(places, line, at);
  });
  const gone = new Map<number, string[]>();
  const met = new Map<string, number>();
  let anchor = -1;
  for (const line of before) {
    const times = met.get(line) ?? 0;
    met.set(line, times + 1);
    const at = places.get(line)?.[times];
    if (at === undefined) pushTo(gone, anchor, line);
    else anchor = at;
  }
  return gone;
}

/** Adds to the list in place: copies of long lists would take time in proportion to their square. */
function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

const counted = (lines: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
};

function takeOne(counts: Map<string, number>, line: string): boolean {
  const count = counts.get(line) ?? 0;
  if (count > 0) counts.set(line, count - 1);
  return count > 0;
}
