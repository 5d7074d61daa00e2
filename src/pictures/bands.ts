import type { Instant } from '../base/clock.ts';
import { type SvgElement, element } from './svg.ts';
import { SMALL, fitted, label } from './text.ts';
import type { Theme } from './theme.ts';

export interface Band {
  readonly from: Instant;
  readonly to: Instant;
  readonly label: string;
  readonly fill: string;
  readonly textFill: string;
  /** Hatched as well as coloured: colour is never the only sign. */
  readonly hatched?: boolean;
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
    const text = fitted(band.label, width - 12, SMALL);
    const box = { x: left, y: row.top, width, height: row.height, rx: 4 };
    return [
      element('rect', { ...box, fill: band.fill, stroke: theme.ground, 'stroke-width': width > 4 ? 2 : 0 }),
      ...(band.hatched ? hatching(box, band.textFill) : []),
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

function hatching(
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  stroke: string,
): SvgElement[] {
  const lines: SvgElement[] = [];
  for (let start = box.x + 8; start < box.x + box.width - 2; start += 16) {
    const rise = Math.min(box.height - 4, box.x + box.width - start - 2);
    lines.push(
      element('line', {
        x1: start,
        y1: box.y + box.height - 2,
        x2: start + rise,
        y2: box.y + box.height - 2 - rise,
        stroke,
        'stroke-width': 2,
        'stroke-opacity': 0.3,
      }),
    );
  }
  return lines;
}
