import { DateTime } from 'luxon';
import type { Instant } from '../../base/clock.ts';
import { type Result, ok } from '../../base/result.ts';
import type { CommandContext } from '../../commands/context.ts';
import type { Suggestion } from '../../commands/option.ts';
import { parsedText } from '../../commands/options.ts';
import type { Span } from '../schedule/definition.ts';
import { parseDayInWords, parseMomentInWords, plainWords, zoneInWords } from '../words/moment.ts';
import { parseSpanInWords } from '../words/span.ts';

/** Shown before anything is typed. */
const USUAL_SPANS = ['tonight', 'now for 2h', 'tomorrow', 'this weekend', 'tonight 20:00 to 08:00'];
const USUAL_MOMENTS = ['now', 'tonight', 'tomorrow 9:00', 'yesterday 22:00'];
/** Of a suggestion's value, by Discord: what is longer is not suggested, and still understood. */
const LONGEST = 100;

const written = (at: Instant, zone: string, format = 'ccc d LLL HH:mm'): string =>
  DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat(format);

function spanWritten({ from, to }: Span, zone: string): string {
  const sameDay = written(from, zone, 'yyyy-MM-dd') === written(to, zone, 'yyyy-MM-dd');
  return `${written(from, zone)} to ${written(to, zone, sameDay ? 'HH:mm' : undefined)} (${zone})`;
}

/** What is typed, and how it is understood: before it is sent, and in the reader's own zone. */
function suggestions(
  typed: string,
  usual: readonly string[],
  understood: (words: string) => string | undefined,
): Suggestion[] {
  const words = typed.trim() === '' ? usual : [typed.trim()];
  return words.flatMap((value): Suggestion[] => {
    const meaning = understood(value);
    return meaning === undefined || value.length > LONGEST ? [] : [{ name: `${value} → ${meaning}`, value }];
  });
}

/** A span of time to come, in words. */
export const whenOption = <const R extends boolean>(description: string, required: R) =>
  parsedText(
    {
      description,
      required,
      suggest: (typed: string, { timeZone, now }: CommandContext) =>
        suggestions(typed, USUAL_SPANS, (words) => {
          const span = parseSpanInWords(words, timeZone, now);
          return span.ok ? spanWritten(span.value, timeZone) : undefined;
        }),
    },
    (raw, { timeZone, now }) => parseSpanInWords(raw, timeZone, now),
  );

type ReadMoment = (words: string, timeZone: string, now: Instant) => Result<Instant>;

const option = (description: string, read: ReadMoment) =>
  parsedText(
    {
      description,
      suggest: (typed: string, { timeZone, now }: CommandContext) =>
        suggestions(typed, USUAL_MOMENTS, (words) => {
          const moment = read(words, timeZone, now);
          return moment.ok ? `${written(moment.value, timeZone)} (${timeZone})` : undefined;
        }),
    },
    (raw, { timeZone, now }) => read(raw, timeZone, now),
  );

/** One moment, in words. */
export const momentOption = (description: string) => option(description, parseMomentInWords);

/** A shift by a moment within it; of a day alone, by its noon. */
export const shiftOption = (description: string) =>
  option(description, (typed, timeZone, now) => {
    const words = plainWords(typed);
    if (parseDayInWords(words, timeZone, now) === undefined) return parseMomentInWords(words, timeZone, now);
    const named = zoneInWords(words);
    return parseMomentInWords(`${named?.rest ?? words} noon`, named?.zone ?? timeZone, now);
  });

/** Where a span begins or ends; a day alone by its beginning. */
export const endOption = (description: string) =>
  option(description, (words, timeZone, now) => {
    const day = parseDayInWords(words, timeZone, now);
    return day === undefined ? parseMomentInWords(words, timeZone, now) : ok(day);
  });
