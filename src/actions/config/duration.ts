import { z } from 'zod';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `90s`, `10m`, `2h`, `1d`, `1w`, also with a space and the unit written out; undefined when it is none. Milliseconds. */
export function parseDuration(text: string): number | undefined {
  const match =
    /^(\d{1,6})\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)$/i.exec(text.trim()) ?? undefined;
  const unit = UNIT_MS[match?.[2]?.charAt(0).toLowerCase() ?? ''];
  return match && unit !== undefined ? Number(match[1]) * unit : undefined;
}

/** A length of time in muster.yaml; parsed to milliseconds. */
export const durationSchema = z.string().transform((text, context) => {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs > 0) return durationMs;
  context.addIssue({ code: 'custom', message: 'is no length of time: write it like 30s, 10m, 2h or 1d' });
  return z.NEVER;
});

/** `90 s`, `12 min`, `3 h`, `2 d`: short and rounded, for people. */
export function durationText(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 120_000) return `${Math.round(durationMs / 1000)} s`;
  if (durationMs < 7_200_000) return `${Math.round(durationMs / 60_000)} min`;
  return durationMs < 172_800_000
    ? `${Math.round(durationMs / 3_600_000)} h`
    : `${Math.round(durationMs / 86_400_000)} d`;
}
