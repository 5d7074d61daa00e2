import { type SvgElement, element } from './svg.ts';
import { footLines } from './bands.ts';
import { SMALL, label, widthOf } from './text.ts';
import type { Theme } from './theme.ts';

/** Coloured squares with names, in as many rows as they need. Returns the elements and the height they take. */
export function legend(
  items: readonly { readonly name: string; readonly fill: string; readonly lines?: number }[],
  box: { readonly left: number; readonly right: number; readonly top: number },
  theme: Theme,
): { readonly elements: readonly SvgElement[]; readonly height: number } {
  const rowHeight = SMALL * 1.7;
  let x = box.left;
  let y = box.top;
  const elements = items.flatMap((item) => {
    const width = widthOf(item.name, SMALL) + 64;
    if (x + width > box.right && x > box.left) {
      x = box.left;
      y += rowHeight;
    }
    const parts = [
      element('rect', { x, y: y + 4, width: 26, height: 26, rx: 4, fill: item.fill }),
      ...footLines(item.lines ?? 0, { x, y: y + 4, width: 26, height: 26 }, theme.onFill),
      label(item.name, { x: x + 36, y: y + 26 }, { size: SMALL, fill: theme.text }),
    ];
    x += width;
    return parts;
  });
  return { elements, height: items.length === 0 ? 0 : y - box.top + rowHeight };
}
