import { DateTime } from 'luxon';
import type { Instant } from '../base/clock.ts';
import { type SvgElement, element } from './svg.ts';
import { SMALL, label, widthOf } from './text.ts';
import type { Theme } from './theme.ts';

export interface TimeAxis {
  /** The horizontal place of an instant, clamped to the axis. */
  readonly x: (at: Instant) => number;
  readonly elements: readonly SvgElement[];
}

type Tick = { readonly at: Instant; readonly text: string; readonly strong: boolean; readonly weekend: boolean };

/** Steps in minutes up to days: the first that leaves room for its labels is taken. */
const STEPS = [1, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2 * 1440, 7 * 1440, 14 * 1440, 28 * 1440];

/** Ticks on local hours or days of `timeZone`, with weekends shaded where days are shown. */
export function timeAxis(
  span: { readonly from: Instant; readonly to: Instant },
  box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  timeZone: string,
  theme: Theme,
): TimeAxis {
  const scale = (box.right - box.left) / (span.to - span.from);
  const x = (at: Instant): number => box.left + (Math.min(Math.max(at, span.from), span.to) - span.from) * scale;
  const ticks = ticksOf(span, timeZone, (box.right - box.left) / widthOf('Wed 30 XX', SMALL));
  const elements: SvgElement[] = [];
  ticks.forEach((tick, index) => {
    const end = ticks[index + 1]?.at ?? span.to;
    if (tick.weekend) {
      elements.push(
        element('rect', {
          x: x(tick.at),
          y: box.top,
          width: x(end) - x(tick.at),
          height: box.bottom - box.top,
          fill: theme.weekend,
        }),
      );
    }
    elements.push(
      element('line', {
        x1: x(tick.at),
        x2: x(tick.at),
        y1: box.top,
        y2: box.bottom,
        stroke: theme.line,
        'stroke-width': tick.strong ? 2 : 1,
      }),
    );
    const room = x(end) - x(tick.at);
    if (tick.at >= span.from && widthOf(tick.text, SMALL) <= Math.max(room, box.right + 20 - x(tick.at))) {
      elements.push(
        label(tick.text, { x: x(tick.at) + 4, y: box.top - 10 }, { size: SMALL, fill: theme.faint, bold: tick.strong }),
      );
    }
  });
  return { x, elements };
}

function ticksOf(span: { readonly from: Instant; readonly to: Instant }, timeZone: string, most: number): Tick[] {
  const minutes = (span.to - span.from) / 60_000;
  const step = STEPS.find((candidate) => minutes / candidate <= most) ?? 56 * 1440;
  const ticks: Tick[] = [];
  const start = DateTime.fromMillis(span.from, { zone: timeZone });
  let tick = step >= 7 * 1440 ? start.startOf('week') : start.startOf('day');
  while (tick.toMillis() < span.to && ticks.length < 400) {
    const next = step >= 1440 ? tick.plus({ days: step / 1440 }) : tick.plus({ minutes: step });
    if (next.toMillis() > span.from) {
      const midnight = tick.hour === 0 && tick.minute === 0;
      const days = step >= 7 * 1440 ? 'd LLL' : 'ccc d';
      ticks.push({
        at: Math.max(tick.toMillis(), span.from),
        text: tick.toFormat(step >= 1440 || midnight ? days : 'HH:mm', { locale: 'en' }),
        strong: step >= 1440 ? tick.weekday === 1 : midnight,
        weekend: step === 1440 && tick.weekday >= 6,
      });
    }
    tick = next;
  }
  return ticks;
}
