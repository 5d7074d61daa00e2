/**
 * What a page's `via` holds where its incident decided for it, in place of `button` or `command`: words that complete
 * "Ben resolved page 3" and "Ben acknowledged page 3".
 */
export const endedWith = (number: number, how: string): string => `incident ${number} ${how}`.slice(0, 40);
export const inCommandOf = (number: number): string => `by taking command of incident ${number}`;

export const isEndedWith = (via: string): boolean => via.startsWith('incident ');

/** Nobody pressed or typed it: an alert was over, or its incident. */
export const isByItself = (via: string): boolean => via === 'alert' || isEndedWith(via);

/** `: incident 3 is resolved`; empty for what was pressed or typed. */
export const because = (via: string): string =>
  isEndedWith(via) ? `: ${via}` : via.startsWith('by ') ? ` ${via}` : '';
