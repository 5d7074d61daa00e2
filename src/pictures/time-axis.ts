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

type Tick = {
  readonly at: Instant;
  readonly text: string;
  /** A thicker line: a week begins, or a day where hours are shown. */
  readonly strong: boolean;
  readonly bold: boolean;
  readonly weekend: boolean;
};

/** Steps in minutes up to days: the first that leaves room for its labels is taken. */
const STEPS = [1, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2 * 1440, 7 * 1440, 14 * 1440, 28 * 1440];

/** Ticks on local hours or days of `timeZone`, with weekends shaded and today in bold where days are shown. */
export function timeAxis(
  span: { readonly from: Instant; readonly to: Instant; readonly now?: Instant },
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
    // The last may reach a little beyond the axis; no other reaches into the next one.
    const room = index === ticks.length - 1 ? box.right + 20 - x(tick.at) : x(end) - x(tick.at) - 8;
    if (widthOf(tick.text, SMALL) <= room) {
      elements.push(
        label(tick.text, { x: x(tick.at) + 4, y: box.top - 10 }, { size: SMALL, fill: theme.faint, bold: tick.bold }),
      );
    }
  });
  return { x, elements };
}

function ticksOf(
  span: { readonly from: Instant; readonly to: Instant; readonly now?: Instant },
  timeZone: string,
  most: number,
): Tick[] {
  const minutes = (span.to - span.from) / 60_000;
  const step = STEPS.find((candidate) => minutes / candidate <= most) ?? 56 * 1440;
  const ticks: Tick[] = [];
  const start = DateTime.fromMillis(span.from, { zone: timeZone });
  const within = span.now !== undefined && span.now >= span.from && span.now < span.to ? span.now : undefined;
  const today = within === undefined ? undefined : DateTime.fromMillis(within, { zone: timeZone });
  let tick: DateTime = step >= 7 * 1440 ? start.startOf('week') : start.startOf('day');
  while (tick.toMillis() < span.to && ticks.length < 400) {
    const next = following(tick, step);
    if (next.toMillis() > span.from) {
      const shown = tick.toMillis() < span.from ? start : tick; // the span begins between two
      const midnight = shown.hour === 0 && shown.minute === 0;
      const days = step >= 7 * 1440 ? 'd LLL' : 'ccc d';
      ticks.push({
        at: shown.toMillis(),
        text: shown.toFormat(step >= 1440 || midnight ? days : 'HH:mm', { locale: 'en' }),
        strong: step >= 1440 ? tick.weekday === 1 : midnight,
        // The eye looks for today; where there is none, for where weeks and days begin.
        bold: step === 1440 && today ? tick.hasSame(today, 'day') : step >= 1440 ? tick.weekday === 1 : midnight,
        weekend: step === 1440 && tick.weekday >= 6,
      });
    }
    tick = next;
  }
  return ticks;
}

/** On the wall clock: hours and days begin anew with each day, also on one that has 23 or 25 hours. */
function following(tick: DateTime, step: number): DateTime {
  if (step >= 1440) return tick.plus({ days: step / 1440 }).startOf('day');
  const midnight = tick.plus({ days: 1 }).startOf('day');
  const next = step >= 60 ? tick.set({ hour: tick.hour + step / 60 }) : tick.plus({ minutes: step });
  const ahead = next > tick ? next : tick.plus({ minutes: step });
  return ahead < midnight ? ahead : midnight;
}
