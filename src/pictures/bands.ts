import type { Instant } from '../base/clock.ts';
import { type SvgElement, element } from './svg.ts';
import { SMALL, fitted, label, widthOf } from './text.ts';
import type { Theme } from './theme.ts';

export interface Band {
  readonly from: Instant;
  readonly to: Instant;
  readonly label: string;
  readonly fill: string;
  readonly textFill: string;
  /** Hatched as well as coloured: colour is never the only sign. */
  readonly hatched?: boolean;
  /** The label as it is, or none. */
  readonly whole?: boolean;
  /** Stands for the label where that has no room: a first name. */
  readonly short?: string | undefined;
  /** Where there is no room for the label its first character stands for it. */
  readonly initial?: boolean;
  /** Lines along its foot: tell apart those that have a colour in common. */
  readonly lines?: number;
}

/** One row of bands along a time axis. Names stand inside where there is room. */
export function bands(
  list: readonly Band[],
  x: (at: Instant) => number,
  row: { readonly top: number; readonly height: number },
  theme: Theme,
): readonly SvgElement[] {
  return list.flatMap((band) => {
    const left = x(band.from);
    const width = Math.max(x(band.to) - left, 1);
    const text = textOf(band, width);
    const box = { x: left, y: row.top, width, height: row.height, rx: 4 };
    return [
      element('rect', { ...box, fill: band.fill, stroke: theme.ground, 'stroke-width': width > 4 ? 2 : 0 }),
      ...(band.hatched ? hatching(box, band.textFill) : []),
      ...footLines(band.lines ?? 0, box, band.textFill),
      ...(text === ''
        ? []
        : [
            label(
              text,
              { x: left + width / 2, y: row.top + row.height / 2 + SMALL * 0.36 },
              { size: SMALL, fill: band.textFill, bold: band.hatched ?? false, anchor: 'middle' },
            ),
          ]),
    ];
  });
}

function textOf(band: Band, width: number): string {
  if (band.hatched || band.whole) return whole(band.label, width - 12);
  const room = width - 12;
  const fits = whole(band.label, room) || whole(band.short ?? '', room);
  if (fits !== '') return fits;
  const text = fitted(band.label, room, SMALL);
  return text === '' && band.initial ? initial(band.label, width - 6) : text;
}

const whole = (text: string, width: number): string => (widthOf(text, SMALL) <= width ? text : '');

function initial(name: string, width: number): string {
  const [first] = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(name);
  return whole(first?.segment ?? '', width);
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export const footLines = (count: number, box: Box, fill: string): SvgElement[] =>
  Array.from({ length: count }, (_, n) =>
    element('rect', {
      x: box.x + 2,
      y: box.y + box.height - 7 - n * 8,
      width: Math.max(box.width - 4, 0),
      height: 4,
      fill,
      'fill-opacity': 0.6,
    }),
  );

/** Lines that rise at 45 degrees, from edge to edge of the box. */
function hatching(box: Box, stroke: string): SvgElement[] {
  const [left, right, bottom, rise] = [box.x + 2, box.x + box.width - 2, box.y + box.height - 2, box.height - 4];
  const lines: SvgElement[] = [];
  for (let start = left - Math.floor(rise / 16) * 16 + 6; start < right; start += 16) {
    const [from, to] = [Math.max(0, left - start), Math.min(rise, right - start)];
    if (to <= from) continue;
    lines.push(
      element('line', {
        x1: start + from,
        y1: bottom - from,
        x2: start + to,
        y2: bottom - to,
        stroke,
        'stroke-width': 2,
        'stroke-opacity': 0.3,
      }),
    );
  }
  return lines;
}
