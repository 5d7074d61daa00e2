import { refused } from '../plugin.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90s`, `30m`, `6h`, `7d` in milliseconds. Throws `Refused`. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})\s*([smhdw])$/.exec(text.trim());
  const unit = UNITS[match?.[2] ?? ''];
  if (!match?.[1] || unit === undefined)
    throw refused('option/duration', `"${text}" is no span of time: write 90s, 30m, 6h or 7d.`);
  return Math.min(Number(match[1]) * unit, 400 * 86_400_000);
}
