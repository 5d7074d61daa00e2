/** ECMA-48: CSI up to its final byte, OSC up to BEL or ST on the same line, and escapes of two characters. */
const TERMINAL_CODES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c\n]{0,2000}(?:\u0007|\u001b\\|\u009c)|\u001b[ -~]?|[\u009b\u009d]/g;
/** What no reader sees: control characters, directions, joiners, soft hyphens, tags. Tabs and line feeds stay. */
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Without colours and whatever else is meant for a terminal: a program's output that somebody may look at in one. */
export const withoutTerminalCodes = (text: string): string =>
  /[\u001b\u009b\u009d]/.test(text) ? text.replace(TERMINAL_CODES, '') : text;

/** The letters that one sees of a text, to look for something in it. */
export const seenText = (text: string): string =>
  /[^\n\t -~]/.test(text) ? withoutTerminalCodes(text).replace(UNSEEN, '') : text;
