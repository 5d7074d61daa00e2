import { MINUTE_MS, HOUR_MS } from '../../base/durations.ts';

/** `20`, `20:00`, `20.30`, `20h30`, `2000`, `8pm`, `8:30 pm`, `noon`, `midnight`, as it stands in a larger text. */
export const TIME_WORDS = String.raw`(?:noon|midday|midnight|\d{1,2}(?:[:.h]\d\d|h)?\s?(?:am|pm)?|\d{4})(?!\w)`;

const CLOCK = /^(\d{1,2})(?:[:.h](\d\d)|h)?\s?(am|pm)?$/;

/** Milliseconds since midnight; 24 h for midnight, which ends a day. `half` when 8 may still be 8 in the evening. */
export type TimeOfDay = { readonly ms: number; readonly half: 'am' | 'pm' | 'open' };

/** Undefined when it is no time of day. */
export function parseTimeOfDay(words: string): TimeOfDay | undefined {
  if (words === 'noon' || words === 'midday') return { ms: 12 * HOUR_MS, half: 'pm' };
  if (words === 'midnight') return { ms: 24 * HOUR_MS, half: 'pm' };
  const joined = /^(\d\d)(\d\d)$/.exec(words);
  const found = joined ? [words, joined[1], joined[2]] : CLOCK.exec(words);
  if (!found) return undefined;
  const hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  const half = found[3];
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
  if (half === 'am' || half === 'pm') {
    if (hour < 1 || hour > 12) return undefined;
    return { ms: ((hour % 12) + (half === 'pm' ? 12 : 0)) * HOUR_MS + minute * MINUTE_MS, half };
  }
  return { ms: hour * HOUR_MS + minute * MINUTE_MS, half: hour >= 1 && hour <= 12 ? 'open' : 'pm' };
}
