const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat('en-GB', options);

const DAY = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
// Made once: making one costs more than drawing the message it is for.
const FORMATS = {
  t: format({ hour: '2-digit', minute: '2-digit' }),
  T: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  d: format(DAY),
  D: format({ day: 'numeric', month: 'long', year: 'numeric' }),
  f: format({ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
  F: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
  s: format({ ...DAY, hour: '2-digit', minute: '2-digit' }),
  S: format({ ...DAY, hour: '2-digit', minute: '2-digit', second: '2-digit' }),
};
/** As in `<t:…:f>`; `R`, which is no format, is relativeTime's. */
type Style = keyof typeof FORMATS;
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** Units in seconds. Rounded, not cut: 48 hours less a second are two days, not one. */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

export function relativeTime(seconds: number, nowMs: number): string {
  const difference = seconds - nowMs / 1000;
  for (const [unit, size] of UNITS) {
    const count = Math.round(difference / size);
    if (Math.abs(difference) >= size * 0.95 && count !== 0) return RELATIVE.format(count, unit);
  }
  const count = Math.round(difference);
  return count === 0 ? 'now' : RELATIVE.format(count, 'second');
}

export const formatInstant = (ms: number, style: Style): string =>
  Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? FORMATS[style].format(new Date(ms)) : 'Invalid date';

export const isStyle = (style: string): style is Style => Object.hasOwn(FORMATS, style);
