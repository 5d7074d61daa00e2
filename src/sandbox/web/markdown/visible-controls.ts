/** Characters that turn the direction of what follows: `exe.gpj` would read `jpg.exe`. */
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** More marks than this over one letter are a stack that covers its neighbours, in no language a word. */
const STACK = /(\p{M}{6})\p{M}+/gu;

/** For names of people, channels and files, and for the text of links: nothing in them can turn or cover what is beside them. */
export const plainName = (name: string): string => name.replace(DIRECTION, '\u2423').replace(STACK, '$1');

/** For message text: right-to-left scripts stay as they are written, an override shows as a mark, a stack is cut. */
export const withVisibleOverrides = (text: string): string =>
  text.replace(/[\u202d\u202e]/g, '\u2423').replace(STACK, '$1');

/** A name within a sentence of ours: one that is written from right to left turns nothing beside it (Unicode's isolates). */
export const nameInSentence = (name: string): string => {
  const plain = plainName(name);
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(plain) ? `\u2068${plain}\u2069` : plain;
};
