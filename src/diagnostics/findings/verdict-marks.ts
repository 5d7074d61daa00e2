import type { Tone } from '../../commands/message.ts';

/** How a verdict is marked; `none` where nothing was judged: a list of failures is no success. */
export const VERDICT_MARKS = { ok: '✅', warn: '⚠️', bad: '❌', none: 'ℹ️' } as const;

export const VERDICT_TONES = { ok: 'good', warn: 'warning', bad: 'bad', none: 'neutral' } as const satisfies Record<
  keyof typeof VERDICT_MARKS,
  Tone
>;
