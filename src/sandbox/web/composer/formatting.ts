/** What stands on both sides of the words, by the key that is pressed with Ctrl or ⌘. */
const MARKS: Readonly<Record<string, string>> = { b: '**', i: '*', u: '__' };

interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The text with the chosen words in bold, in italics or underlined, or no longer so; undefined where the key means none. */
export function formatted({ text, start, end }: Selected, key: string): Selected | undefined {
  const mark = MARKS[key.toLowerCase()];
  if (mark === undefined) return undefined;
  const { length } = mark;
  const chosen = text.slice(start, end);
  const stands = (at: number, to: number): boolean => at >= 0 && text.slice(at, to) === mark;
  // One star beside another one is the end of what is bold.
  const single = mark !== '*' || (text[start - 2] !== '*' && text[end + 1] !== '*');
  if (stands(start - length, start) && stands(end, end + length) && single)
    return {
      text: text.slice(0, start - length) + chosen + text.slice(end + length),
      start: start - length,
      end: end - length,
    };
  return {
    text: text.slice(0, start) + mark + chosen + mark + text.slice(end),
    start: start + length,
    end: end + length,
  };
}
