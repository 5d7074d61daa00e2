import { EMOJI } from '../messages/emoji-list.ts';

const BY_NAME = new Map(
  EMOJI.flatMap(([sign, words]) => words.split(' ').map((word) => [word, sign] as const)).reverse(),
);

/** Code says what it says. */
const CODE = /(```[\s\S]*?```|`[^`\n]*`)/;
const NAMED = /(?<![\p{L}\p{N}:<]):([\p{L}\p{N}_+-]{1,40}):(?![\p{L}\p{N}])/gu;

/** `:tada:` as the emoji, where it is the name of one that the page knows. */
export const withEmoji = (text: string): string =>
  text
    .split(CODE)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(NAMED, (typed, name: string) => BY_NAME.get(name.toLowerCase()) ?? typed),
    )
    .join('');
