import { DateTime } from 'luxon';
import type { Instant } from '../base/clock.ts';
import { type Band, bands } from './bands.ts';
import { type BrokenAxis, brokenAxis } from './broken-axis.ts';
import { flags, ROW as FLAG_ROW } from './flags.ts';
import { legend } from './legend.ts';
import { type Picture, type SvgElement, element, picture } from './svg.ts';
import { LARGE, MEDIUM, SMALL, fitted, label, widthOf } from './text.ts';
import { type Theme, type ThemeName, themeOf } from './theme.ts';

/** How bad a band is: colour, beside its name. */
export type BandTone = 'critical' | 'bad' | 'warning' | 'neutral' | 'good' | 'over';

export interface PictureSpan {
  readonly name: string;
  readonly tone: BandTone;
  readonly from: Instant;
  readonly to: Instant;
}

/** Something that was done from outside, like a deploy: numbered in the picture, named under it. */
export interface PictureMark {
  readonly at: Instant;
  readonly label: string;
  /** What marks of one colour have in common: `deploy`, `rollback`, `page`. */
  readonly kind: string;
}

export interface IncidentPictureData {
  readonly title: string;
  readonly timeZone: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly severities: readonly PictureSpan[];
  readonly statuses: readonly PictureSpan[];
  readonly milestones: readonly { readonly at: Instant; readonly name: string; readonly approximate: boolean }[];
  readonly marks: readonly PictureMark[];
  /** What was recorded when, by group, in words. */
  readonly moments: readonly { readonly at: Instant; readonly group: string }[];
}

const WIDTH = 1200;
const MARGIN = 28;
const NAMES = 130;
const LANE = 52;
const BARS = 150;
const BINS = 64;
const MOST_MARKS = 8;
const LEFT = MARGIN + NAMES;
const RIGHT = WIDTH - MARGIN;

/** An incident over time: milestones, severity, status, what was changed, and how much was recorded when. */
export function incidentPicture(data: IncidentPictureData, themeName: ThemeName): Picture {
  const theme = themeOf(themeName);
  const local = (at: Instant): DateTime => DateTime.fromMillis(at, { zone: data.timeZone, locale: 'en' });
  const to = Math.max(data.to, data.from + 60_000);
  const marks = data.marks.filter(({ at }) => at >= data.from && at <= to).slice(0, MOST_MARKS);
  const axis = brokenAxis(
    data.from,
    to,
    [...data.moments, ...marks].map(({ at }) => at),
    local(data.from).offset * 60_000,
  );
  const x = (at: Instant): number => LEFT + axis.position(at) * (RIGHT - LEFT);

  const raised = flags(data.milestones, x, { left: LEFT, right: RIGHT, top: 122 }, theme);
  const severityTop = 122 + raised.rows * FLAG_ROW + 14;
  const statusTop = severityTop + LANE + 10;
  const marksTop = statusTop + LANE + 10;
  const barsTop = marksTop + (marks.length > 0 ? LANE : 0) + 6;
  const bottom = barsTop + BARS;
  const groups = [...new Set(data.moments.map(({ group }) => group))].sort((a, b) => a.localeCompare(b));
  const fill = (group: string): string => theme.fills[groups.indexOf(group) % theme.fills.length] ?? theme.line;
  const lane = (name: string, top: number, height: number): SvgElement =>
    label(name, { x: MARGIN, y: top + height / 2 + SMALL * 0.36 }, { size: SMALL, fill: theme.faint });
  const row = (spans: readonly PictureSpan[], top: number): readonly SvgElement[] =>
    bands(
      spans.map((span) => bandOf(span, to, theme)),
      x,
      { top, height: LANE },
      theme,
    );

  const key = legend(
    groups.map((name) => ({ name, fill: fill(name) })),
    { left: MARGIN, right: RIGHT, top: bottom + 56 },
    theme,
  );
  const listTop = bottom + 56 + key.height + 8;
  const listed = marks.map((mark, index) =>
    label(
      fitted(`${index + 1}. ${local(mark.at).toFormat('HH:mm')} ${mark.label}`, RIGHT - MARGIN, SMALL),
      { x: MARGIN, y: listTop + 26 + index * 36 },
      { size: SMALL, fill: theme.text },
    ),
  );
  return picture({ width: WIDTH, height: listTop + marks.length * 36 + 20 }, theme, altText(data, local), [
    ...heading(data, local, theme),
    ...ticks(axis, local, { top: severityTop - 6, bottom }, theme),
    lane('Severity', severityTop, LANE),
    ...row(data.severities, severityTop),
    lane('Status', statusTop, LANE),
    ...row(data.statuses, statusTop),
    ...(marks.length > 0 ? [lane('Changes', marksTop, LANE)] : []),
    ...marks.flatMap((mark, index) => diamond(x(mark.at), marksTop + LANE / 2, String(index + 1), theme)),
    lane('Recorded', barsTop, BARS),
    ...bars(data.moments, axis, { top: barsTop, bottom }, fill),
    ...breaks(axis, severityTop - 6, bottom, theme),
    ...raised.elements(bottom),
    ...key.elements,
    ...listed,
  ]);
}

type Local = (at: Instant) => DateTime;

const FILLS: Readonly<Record<BandTone, (theme: Theme) => { readonly fill: string; readonly textFill: string }>> = {
  critical: (theme) => ({ fill: theme.bad, textFill: theme.badText }),
  bad: (theme) => ({ fill: theme.fills[5] ?? theme.bad, textFill: theme.onFill }),
  warning: (theme) => ({ fill: theme.fills[4] ?? theme.line, textFill: theme.onFill }),
  neutral: (theme) => ({ fill: theme.fills[0] ?? theme.line, textFill: theme.onFill }),
  good: (theme) => ({ fill: theme.fills[2] ?? theme.line, textFill: theme.onFill }),
  over: (theme) => ({ fill: theme.line, textFill: theme.text }),
};

const bandOf = (span: PictureSpan, end: Instant, theme: Theme): Band => ({
  from: span.from,
  to: Math.min(span.to, end),
  label: span.name,
  ...FILLS[span.tone](theme),
  ...(span.tone === 'critical' && { hatched: true }),
});

function heading(data: IncidentPictureData, local: Local, theme: Theme): readonly SvgElement[] {
  const sameDay = local(data.from).hasSame(local(data.to), 'day');
  const span = `${local(data.from).toFormat('d LLL yyyy HH:mm')} to ${local(data.to).toFormat(sameDay ? 'HH:mm' : 'd LLL HH:mm')} · ${data.timeZone}`;
  return [
    label(
      fitted(data.title, RIGHT - MARGIN, LARGE),
      { x: MARGIN, y: 48 },
      { size: LARGE, fill: theme.text, bold: true },
    ),
    label(span, { x: MARGIN, y: 86 }, { size: MEDIUM, fill: theme.faint }),
  ];
}

function ticks(
  axis: BrokenAxis,
  local: Local,
  box: { readonly top: number; readonly bottom: number },
  theme: Theme,
): readonly SvgElement[] {
  let end = 0;
  let day = '';
  return axis.ticks.flatMap(({ at, position }) => {
    const x = LEFT + position * (RIGHT - LEFT);
    const line = element('line', { x1: x, x2: x, y1: box.top, y2: box.bottom, stroke: theme.line });
    const today = local(at).toFormat('d LLL');
    const text = local(at).toFormat(day !== '' && today !== day ? 'd LLL HH:mm' : 'HH:mm');
    const half = widthOf(text, SMALL) / 2;
    if (x - half < end || x + half > RIGHT + MARGIN / 2) return [line];
    [end, day] = [x + half + 10, today];
    return [line, label(text, { x, y: box.bottom + 32 }, { size: SMALL, fill: theme.faint, anchor: 'middle' })];
  });
}

function bars(
  moments: IncidentPictureData['moments'],
  axis: BrokenAxis,
  box: { readonly top: number; readonly bottom: number },
  fill: (group: string) => string,
): readonly SvgElement[] {
  const bins = Array.from({ length: BINS }, () => new Map<string, number>());
  for (const { at, group } of moments) {
    const bin = bins[Math.min(BINS - 1, Math.floor(axis.position(at) * BINS))];
    bin?.set(group, (bin.get(group) ?? 0) + 1);
  }
  const highest = Math.max(1, ...bins.map((bin) => [...bin.values()].reduce((a, b) => a + b, 0)));
  const step = (RIGHT - LEFT) / BINS;
  // Few entries make low bars: one that fills the picture would say that a lot had happened.
  const scale = (box.bottom - box.top - 10) / Math.max(highest, 6);
  return bins.flatMap((bin, index) => {
    let base = box.bottom;
    return [...bin].map(([group, count]) => {
      const height = Math.max(2, count * scale);
      base -= height;
      return element('rect', { x: LEFT + index * step, y: base, width: step - 2, height, fill: fill(group) });
    });
  });
}

/** Where hours were left out: a zigzag, as on any axis that is cut. */
function breaks(axis: BrokenAxis, top: number, bottom: number, theme: Theme): readonly SvgElement[] {
  return axis.breaks.map(({ position }) => {
    const x = LEFT + position * (RIGHT - LEFT);
    let d = `M${x - 6} ${top}`;
    for (let y = top, side = 1; y < bottom; y += 14, side = -side) d += ` L${x + 6 * side} ${y + 14}`;
    return element('path', { d, fill: 'none', stroke: theme.faint, 'stroke-width': 3 });
  });
}

function diamond(x: number, y: number, text: string, theme: Theme): readonly SvgElement[] {
  const size = 21;
  return [
    element('path', {
      d: `M${x - size} ${y} L${x} ${y - size} L${x + size} ${y} L${x} ${y + size} Z`,
      fill: theme.fills[6] ?? theme.line,
      stroke: theme.ground,
      'stroke-width': 2,
    }),
    label(text, { x, y: y + SMALL * 0.36 }, { size: SMALL, fill: theme.onFill, bold: true, anchor: 'middle' }),
  ];
}

function altText(data: IncidentPictureData, local: Local): string {
  const time = (at: Instant): string => local(at).toFormat('ccc d LLL HH:mm');
  const spans = (list: readonly PictureSpan[]): string =>
    list.map(({ name, from }) => `${name} from ${time(from)}`).join(', ');
  const sentences = [
    `${data.title}, ${time(data.from)} to ${time(data.to)}, ${data.timeZone}`,
    `Severity: ${spans(data.severities)}`,
    `Status: ${spans(data.statuses)}`,
    ...(data.milestones.length === 0
      ? []
      : [
          `Milestones: ${data.milestones.map(({ at, name, approximate }) => `${name} ${approximate ? 'about ' : ''}${time(at)}`).join(', ')}`,
        ]),
    ...(data.marks.length === 0
      ? []
      : [
          `Changes: ${data.marks
            .slice(0, MOST_MARKS)
            .map((mark) => `${mark.label} ${time(mark.at)}`)
            .join(', ')}`,
        ]),
    `${data.moments.length} entries with a time`,
  ];
  return `${sentences.join('. ')}.`;
}
