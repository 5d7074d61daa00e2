/** How a verdict is marked; `none` where nothing was judged: a list of failures is no success. */
export const VERDICT_MARKS = { ok: '✅', warn: '⚠️', bad: '❌', none: 'ℹ️' } as const;
