import type { Instant } from '../base/clock.ts';
import { type SvgElement, element } from './svg.ts';
import { SMALL, label, widthOf } from './text.ts';
import type { Theme } from './theme.ts';

export interface Flag {
  readonly at: Instant;
  readonly name: string;
  readonly approximate: boolean;
}

/** The height of a row of flags. */
export const ROW = 34;

/** A flag for each moment, with its name; those that would overlap stand in rows of their own. */
export function flags(
  list: readonly Flag[],
  x: (at: Instant) => number,
  box: { readonly left: number; readonly right: number; readonly top: number },
  theme: Theme,
): { readonly rows: number; elements(bottom: number): readonly SvgElement[] } {
  const taken: { from: number; to: number }[][] = [];
  const placed = [...list]
    .sort((one, other) => one.at - other.at)
    .map((flag) => {
      const text = `${flag.approximate ? '~' : ''}${flag.name}`;
      const width = widthOf(text, SMALL) + 14;
      const at = x(flag.at);
      const leftwards = at + width > box.right;
      const span = { from: leftwards ? at - width : at, to: leftwards ? at : at + width };
      let row = taken.findIndex((spans) => spans.every((one) => one.to < span.from || one.from > span.to));
      if (row < 0) row = taken.push([]) - 1;
      taken[row]?.push(span);
      return { text, at, leftwards, row };
    });
  return {
    rows: taken.length,
    // The lines first: one of them may pass behind another's name.
    elements: (bottom) => [
      ...placed.map(({ at, row }) =>
        element('line', {
          x1: at,
          x2: at,
          y1: box.top + row * ROW - 20,
          y2: bottom,
          stroke: theme.text,
          'stroke-width': 2,
        }),
      ),
      ...placed.map(({ text, at, leftwards, row }) =>
        label(
          text,
          { x: leftwards ? at - 8 : at + 8, y: box.top + row * ROW },
          { size: SMALL, fill: theme.text, anchor: leftwards ? 'end' : 'start', halo: theme.ground },
        ),
      ),
    ],
  };
}
