import { type SvgElement, element } from './svg.ts';

/** The smallest that is still read on a phone, where a picture 1,200 wide is shown at a third of its size. */
export const SMALL = 24;
export const MEDIUM = 28;
export const LARGE = 34;

/** Widths of what people see as one letter, in units of the font's size; the first that fits counts. */
const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]|\p{Extended_Pictographic}/u, 1.05],
  // India, Myanmar, Ethiopia, Cambodia: with its marks, a letter is often wider than an M.
  [/[\u0900-\u109f\u1200-\u139f\u1780-\u17ff]/, 1.3],
  [/[iljtfrI1.,:;'|!()[\] ]/, 0.34],
  [/[A-ZMWmw]/, 0.74],
];
const OTHERS = 0.6;

/** How wide a text is about to be, in pixels: an estimate on the safe side, for deciding what fits. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += WIDTHS.find(([letters]) => letters.test(segment))?.[1] ?? OTHERS;
  }
  return width * size;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text, or as much of it as fits with an ellipsis; empty when not even three letters do. */
export function fitted(text: string, width: number, size: number): string {
  if (widthOf(text, size) <= width) return text;
  const parts = [...graphemes.segment(text)].map((part) => part.segment);
  while (parts.length > 0 && widthOf(`${parts.join('')}…`, size) > width) parts.pop();
  return parts.length < 3 ? '' : `${parts.join('').trimEnd()}…`;
}

export const label = (
  text: string,
  at: { readonly x: number; readonly y: number },
  style: {
    readonly size: number;
    readonly fill: string;
    readonly bold?: boolean;
    readonly anchor?: 'start' | 'middle' | 'end';
    /** The ground, drawn around the letters: a line that passes behind them stays behind. */
    readonly halo?: string;
  },
): SvgElement =>
  element(
    'text',
    {
      x: at.x,
      y: at.y,
      'font-size': style.size,
      fill: style.fill,
      'font-weight': style.bold ? 700 : undefined,
      'text-anchor': style.anchor,
      ...(style.halo !== undefined && {
        'paint-order': 'stroke',
        stroke: style.halo,
        'stroke-width': 5,
        'stroke-linejoin': 'round',
      }),
    },
    text,
  );
