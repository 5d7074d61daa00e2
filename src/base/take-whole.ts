const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The longest beginning of whole visible characters in at most `most` UTF-16 units; no ellipsis. */
export function takeWhole(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most <= 0) return '';
  // A window a little beyond the cut shows which character stands across it; all before it is whole.
  const across = graphemes.segment(text.slice(0, most + 64)).containing(most);
  return text.slice(0, across?.index ?? most);
}
