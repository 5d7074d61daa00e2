import { DateTime } from 'luxon';
import type { Instant } from '../base/clock.ts';
import { type Band, bands } from './bands.ts';
import { legend } from './legend.ts';
import { type Picture, type SvgElement, element, picture } from './svg.ts';
import { LARGE, MEDIUM, SMALL, fitted, label } from './text.ts';
import { type ThemeName, colourOf, roundOf, themeOf } from './theme.ts';
import { timeAxis } from './time-axis.ts';

export interface ScheduleLane {
  readonly name: string;
  readonly shifts: readonly { readonly person: string; readonly from: Instant; readonly to: Instant }[];
}

export interface SchedulePictureData {
  readonly title: string;
  readonly timeZone: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Lowest layer first, as in muster.yaml. */
  readonly layers: readonly ScheduleLane[];
  readonly final: ScheduleLane['shifts'];
  readonly gaps: readonly { readonly from: Instant; readonly to: Instant }[];
  /** Nobody is on call, as it is meant to be. */
  readonly offTimes?: readonly { readonly from: Instant; readonly to: Instant }[];
  /** Marked, when within the span. */
  readonly now?: Instant;
}

const WIDTH = 1200;
const MARGIN = 28;
const NAME_COLUMN = 190;
const LANE = 52;
const FINAL_LANE = 68;

/** A week or a month of a schedule: a lane a layer, who is really on call underneath, gaps hatched in red. */
export function schedulePicture(data: SchedulePictureData, themeName: ThemeName): Picture {
  const theme = themeOf(themeName);
  const names = [
    ...new Set([...data.final, ...data.layers.flatMap((lane) => lane.shifts)].map((shift) => shift.person)),
  ];
  names.sort((a, b) => a.localeCompare(b));
  const colour = colourOf(names, theme);
  const round = roundOf(names, theme);
  const lanesTop = 148;
  // Several people at once: each row of the final lane holds no two that overlap.
  const finalRows = rowsOf(data.final);
  const finalTop = lanesTop + data.layers.length * (LANE + 10) + 22;
  const finalHeight = Math.max(1, finalRows.length) * (FINAL_LANE + 6);
  const bottom = finalTop + finalHeight + 4;
  const axis = timeAxis(
    data,
    { left: MARGIN + NAME_COLUMN, right: WIDTH - MARGIN, top: lanesTop - 12, bottom },
    data.timeZone,
    theme,
  );
  const firstNames = firstNamesOf([...data.layers.flatMap(({ shifts }) => shifts), ...data.final]);
  const band = (shift: ScheduleLane['shifts'][number]): Band => ({
    from: shift.from,
    to: shift.to,
    label: shift.person,
    fill: colour(shift.person),
    textFill: theme.onFill,
    short: firstNames.get(shift.person),
    initial: true,
    lines: round(shift.person),
  });
  const laneName = (name: string, top: number, height: number, bold = false): SvgElement =>
    label(
      fitted(name, NAME_COLUMN - 16, SMALL),
      { x: MARGIN, y: top + height / 2 + SMALL * 0.36 },
      { size: SMALL, fill: bold ? theme.text : theme.faint, bold },
    );

  const lanes = data.layers.flatMap((lane, index) => {
    const top = lanesTop + index * (LANE + 10);
    return [laneName(lane.name, top, LANE), ...bands(lane.shifts.map(band), axis.x, { top, height: LANE }, theme)];
  });
  const gaps = data.gaps.map((gap): Band => ({
    ...gap,
    label: 'nobody',
    fill: theme.bad,
    textFill: theme.badText,
    hatched: true,
  }));
  const off = (data.offTimes ?? []).map((span): Band => ({
    ...span,
    label: 'nobody',
    fill: theme.line,
    textFill: theme.text,
    whole: true,
  }));
  const final = [
    element('line', {
      x1: MARGIN,
      x2: WIDTH - MARGIN,
      y1: finalTop - 12,
      y2: finalTop - 12,
      stroke: theme.faint,
      'stroke-width': 2,
    }),
    laneName('On call', finalTop, FINAL_LANE, true),
    ...finalRows.flatMap((row, index) =>
      bands(row.map(band), axis.x, { top: finalTop + index * (FINAL_LANE + 6), height: FINAL_LANE }, theme),
    ),
    ...bands(off, axis.x, { top: finalTop, height: finalHeight - 6 }, theme),
    ...bands(gaps, axis.x, { top: finalTop, height: finalHeight - 6 }, theme),
  ];
  const drawn = [...lanes, ...final];
  const key = legend(
    [
      ...names.map((name) => ({ name, fill: colour(name), lines: round(name) })),
      ...(data.gaps.length > 0 ? [{ name: 'nobody on call', fill: theme.bad }] : []),
      ...(off.length > 0 ? [{ name: 'nobody, as planned', fill: theme.line }] : []),
    ],
    { left: MARGIN, right: WIDTH - MARGIN, top: bottom + 18 },
    theme,
  );
  const height = bottom + 18 + key.height + 20;
  const date = (at: Instant): string =>
    DateTime.fromMillis(at, { zone: data.timeZone, locale: 'en' }).toFormat('d LLL yyyy');
  const heading = [
    label(
      fitted(data.title, WIDTH - 2 * MARGIN, LARGE),
      { x: MARGIN, y: 48 },
      { size: LARGE, fill: theme.text, bold: true },
    ),
    label(
      `${date(data.from)} to ${date(data.to - 1)} · ${data.timeZone}`,
      { x: MARGIN, y: 86 },
      { size: MEDIUM, fill: theme.faint },
    ),
  ];
  return picture({ width: WIDTH, height }, theme, altText(data), [
    ...axis.elements,
    ...drawn.filter(({ tag }) => tag !== 'text'),
    ...nowMark(data, axis.x, lanesTop - 12, bottom, theme.now),
    ...drawn.filter(({ tag }) => tag === 'text'), // names stay readable where now is
    ...key.elements,
    ...heading,
  ]);
}

function nowMark(
  data: SchedulePictureData,
  x: (at: Instant) => number,
  top: number,
  bottom: number,
  stroke: string,
): SvgElement[] {
  if (data.now === undefined || data.now < data.from || data.now >= data.to) return [];
  const at = x(data.now);
  return [
    element('line', { x1: at, x2: at, y1: top, y2: bottom, stroke, 'stroke-width': 4, 'stroke-dasharray': '10 6' }),
    element('path', { d: `M${at - 9} ${top - 6} L${at + 9} ${top - 6} L${at} ${top + 10} Z`, fill: stroke }),
  ];
}

function rowsOf(shifts: ScheduleLane['shifts']): ScheduleLane['shifts'][number][][] {
  const rows: ScheduleLane['shifts'][number][][] = [];
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    const free = rows.find((row) => (row.at(-1)?.to ?? 0) <= shift.from);
    if (free) free.push(shift);
    else rows.push([shift]);
  }
  return rows;
}

function altText(data: SchedulePictureData): string {
  const time = (at: Instant): string =>
    DateTime.fromMillis(at, { zone: data.timeZone, locale: 'en' }).toFormat('ccc d LLL HH:mm');
  const shifts = data.final.map((shift) => `${shift.person} ${time(shift.from)} to ${time(shift.to)}`);
  const gaps = data.gaps.map((gap) => `nobody ${time(gap.from)} to ${time(gap.to)}`);
  const off = (data.offTimes ?? []).map((span) => `nobody, as planned, ${time(span.from)} to ${time(span.to)}`);
  // Gaps first: a long text is cut at its end, and nobody must miss them.
  return `${data.title}, ${data.timeZone}. On call: ${[...gaps, ...shifts, ...off].join('; ')}.`;
}

/** Of those who share theirs with nobody in the picture. */
function firstNamesOf(shifts: readonly { readonly person: string }[]): ReadonlyMap<string, string> {
  const named = Map.groupBy(new Set(shifts.map(({ person }) => person)), (person) => person.split(/\s/, 1)[0] ?? '');
  return new Map(
    [...named].flatMap(([first, [only, ...others]]) => (only && others.length === 0 ? [[only, first]] : [])),
  );
}
