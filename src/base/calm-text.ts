/** What sets a direction whatever is written: behind an override `exe.gpj` reads `jpg.exe`. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
/** More marks than this over one letter are a stack that covers its neighbours, in no language a word. */
const STACK = /(\p{M}{6})\p{M}+/gu;

/** Somebody's words for a page: right-to-left scripts stay as they are written, overrides and stacks of marks do not. */
export const calmText = (text: string): string =>
  /[\u0300-\uffff]/.test(text) ? text.replace(DIRECTIONS, '').replace(STACK, '$1') : text;
