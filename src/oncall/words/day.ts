import { DAY_MS } from '../../base/durations.ts';
import { type WallMs } from '../schedule/zone.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const FROM_TODAY: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['tomorrow', 1],
  ['tmrw', 1],
  ['yesterday', -1],
]);

/** Days are counted from 1970-01-01 on the wall; `today` is such a day. */
export const dayOf = (wall: WallMs): number => Math.floor(wall / DAY_MS);
/** From Monday, 0, to Sunday, 6. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** A day as it is named: on the calendar, counted from today, or a day of the week. */
export type NamedDay =
  | { readonly type: 'date'; readonly day: number }
  | { readonly type: 'weekday'; readonly weekday: number; readonly which: 'coming' | 'next' | 'last' }
  /** The hours from the evening on belong to it, those behind midnight too. */
  | { readonly type: 'tonight'; readonly day: number };

const within = (names: readonly string[], word: string): number =>
  word.length < 3 ? -1 : names.findIndex((name) => name.startsWith(word) || (word === 'sept' && name === 'september'));

/** Undefined when it names no day. Dates without a year are the next ones from today on. */
export function parseDay(words: string, today: number): NamedDay | undefined {
  const counted = FROM_TODAY.get(words);
  if (counted !== undefined) return { type: 'date', day: today + counted };
  if (words === 'tonight' || words === 'last night')
    return { type: 'tonight', day: today - (words === 'tonight' ? 0 : 1) };
  const weekday = /^(?:(this|coming|next|last) )?([a-z]{3,9})$/.exec(words);
  const place = within(WEEKDAYS, weekday?.[2] ?? '');
  if (place >= 0) {
    const which = weekday?.[1] === 'next' ? 'next' : weekday?.[1] === 'last' ? 'last' : 'coming';
    return { type: 'weekday', weekday: place, which };
  }
  const day = dateOf(words, today);
  return day === undefined ? undefined : { type: 'date', day };
}

function dateOf(words: string, today: number): number | undefined {
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(words);
  if (iso) return existing(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(words);
  const spelt =
    /^(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?(?: (\d{4}))?$/.exec(words) ??
    swapped(/^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?$/.exec(words));
  const found = dotted ?? spelt;
  if (!found) return undefined;
  const month = dotted ? Number(dotted[2]) - 1 : within(MONTHS, found[2] ?? '');
  if (month < 0) return undefined;
  if (found[3] !== undefined) return existing(Number(found[3]), month, Number(found[1]));
  const year = new Date(today * DAY_MS).getUTCFullYear();
  for (const candidate of [year, year + 1, year + 2, year + 3, year + 4]) {
    const day = existing(candidate, month, Number(found[1]));
    if (day !== undefined && day >= today) return day;
  }
  return undefined;
}

const swapped = (found: RegExpExecArray | null): readonly (string | undefined)[] | null =>
  found && [found[0], found[2], found[1], found[3]];

/** Undefined for a date that does not exist: the 30th of February. */
function existing(year: number, month: number, date: number): number | undefined {
  const wall = Date.UTC(year, month, date);
  const read = new Date(wall);
  return read.getUTCMonth() === month && read.getUTCDate() === date ? dayOf(wall) : undefined;
}
