import { brokenAxis, type BrokenAxis } from '../../pictures/broken-axis.ts';
import type { Moments } from '../view/columns.ts';
import { MILESTONE_LABELS, MILESTONES } from '../vocabulary.ts';
import type { ExportSource } from './document.ts';
import { html } from './html-text.ts';
import { groupOf, KIND_GROUPS, type KindGroup } from './kind-groups.ts';
import { durationText, type IncidentSummary, type Span, untilOver } from './summary.ts';

/** In units that are CSS pixels where the picture is meant for: text of 12 stays readable. */
interface Format {
  readonly className: string;
  readonly width: number;
  readonly left: number;
  readonly bins: number;
  /** Between the times below: none lies on another. */
  readonly tickGap: number;
}
const WIDE: Format = { className: 'wide', width: 1120, left: 84, bins: 140, tickGap: 0 };
/** For a phone: drawn anew, for made smaller it could not be read. */
const NARROW: Format = { className: 'narrow', width: 336, left: 58, bins: 46, tickGap: 46 };
/** Half of a time that stands at the end of the axis, and a little. */
const RIGHT = 20;
const BAR_HEIGHT = 74;

/** The incident over time: milestones, severity, status, and how much was recorded when. Colours come from the style, which shows one of the two. */
export function incidentPicture(source: ExportSource, summary: IncidentSummary): string {
  const { moments } = source.survey;
  const axis = brokenAxis(summary.from, Math.max(summary.to, summary.from + 60_000), moments.ats);
  const [wide, narrow] = [WIDE, NARROW].map((format) => drawing(source, summary, axis, format));
  return `<figure class="picture" tabindex="0">${wide ?? ''}${narrow ?? ''}${legend(moments)}</figure>`;
}

function drawing(source: ExportSource, summary: IncidentSummary, axis: BrokenAxis, format: Format): string {
  const { width, left } = format;
  const moments = source.survey.moments;
  const x = (at: number): number => Math.round((left + axis.position(at) * (width - left - RIGHT)) * 10) / 10;
  const marks = milestoneMarks(source, x, format);
  const top = 14 + marks.rows * 18;
  const parts = [
    ...spaced(axis.ticks, x, format.tickGap).map(
      ({ at }) =>
        `<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${top}" y2="${top + 64 + BAR_HEIGHT}"/><text class="tick" x="${x(at)}" y="${top + 80 + BAR_HEIGHT}" text-anchor="middle" data-at="${at}">${new Date(at).toISOString().slice(11, 16)}</text>`,
    ),
    label('Severity', top + 17),
    ...bands(untilOver(summary), summary.to, x, top, 'sev'),
    label('Status', top + 47),
    ...bands(summary.statuses, summary.to, x, top + 30, 'st'),
    label('Entries', top + 64 + BAR_HEIGHT / 2),
    bars(moments, axis, top + 62, format),
    ...axis.breaks.map(({ position, durationMs }) => {
      const at = left + position * (width - left - RIGHT);
      return `<path class="break" d="M${at - 5} ${top - 4}l10 8 -10 8 10 8 -10 8 10 8 -10 8 10 8 -10 8 10 8 -10 8 10 8 -10 8 10 8 -10 8 10 8 -10 8"><title>${html(durationText(durationMs))} left out: nothing happened</title></path>`;
    }),
    marks.svg,
  ];
  const height = top + 92 + BAR_HEIGHT;
  const alt = `Incident ${source.number} from ${new Date(summary.from).toISOString()} to ${new Date(summary.to).toISOString()}: ${summary.severities.map(({ value }) => value).join(', then ')}; ${summary.statuses.map(({ value }) => value).join(', then ')}; ${moments.ats.length} entries with a time.`;
  return `<svg class="${format.className}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${html(alt)}">${parts.join('')}</svg>`;
}

/** The first tick, and of the others those that have room. */
function spaced<T extends { readonly at: number }>(
  ticks: readonly T[],
  x: (at: number) => number,
  gap: number,
): readonly T[] {
  let last = -Infinity;
  return ticks.filter(({ at }) => {
    if (x(at) - last < gap) return false;
    last = x(at);
    return true;
  });
}

const label = (text: string, y: number): string => `<text class="label" x="0" y="${y}">${text}</text>`;

function bands(
  spans: readonly Span<string>[],
  end: number,
  x: (at: number) => number,
  y: number,
  prefix: string,
): readonly string[] {
  return spans.flatMap((span) => {
    const [from, to] = [x(span.from), x(span.to ?? end)];
    const width = Math.max(2, Math.round((to - from) * 10) / 10);
    const words =
      width > span.value.length * 7.4 + 8
        ? `<text class="band" x="${from + 6}" y="${y + 17}">${html(span.value)}</text>`
        : '';
    const tip = `${span.value}: ${durationText((span.to ?? end) - span.from)}`;
    return [
      `<g class="${prefix}-${span.value.toLowerCase()}"><rect x="${from}" y="${y}" width="${width}" height="24" rx="3"/>${words}<title>${html(tip)}</title></g>`,
    ];
  });
}

function bars({ ats, kinds, kindNames }: Moments, axis: BrokenAxis, y: number, format: Format): string {
  const { width, left } = format;
  const groups = kindNames.map(groupOf);
  const bins = Array.from({ length: format.bins }, () => new Map<KindGroup, number>());
  ats.forEach((at, index) => {
    const bin = bins[Math.min(format.bins - 1, Math.floor(axis.position(at) * format.bins))];
    const group = groups[kinds[index] ?? 0] ?? 'muster';
    bin?.set(group, (bin.get(group) ?? 0) + 1);
  });
  const highest = Math.max(1, ...bins.map((bin) => [...bin.values()].reduce((a, b) => a + b, 0)));
  const step = (width - left - RIGHT) / format.bins;
  return bins
    .flatMap((bin, index) => {
      let base = y + BAR_HEIGHT;
      return [...bin].map(([group, count]) => {
        const height = Math.max(2, (count / highest) * (BAR_HEIGHT - 6));
        base -= height;
        return `<rect class="g-${group}" x="${(left + index * step).toFixed(1)}" y="${base.toFixed(1)}" width="${(step - 1).toFixed(1)}" height="${height.toFixed(1)}"><title>${count} × ${KIND_GROUPS[group]}</title></rect>`;
      });
    })
    .join('');
}

/** A flag each; those that would overlap stand in rows of their own. */
function milestoneMarks(
  source: ExportSource,
  x: (at: number) => number,
  format: Format,
): { svg: string; rows: number } {
  const ends: number[] = [];
  const flags = MILESTONES.flatMap((milestone) => {
    const mark = source.state.milestones[milestone];
    if (!mark || mark.at === null) return [];
    const at = x(mark.at);
    const words = `${mark.precision === 'approximate' ? '~' : ''}${MILESTONE_LABELS[milestone]}`;
    const width = words.length * 6.6 + 10;
    const leftwards = at + width > format.width - RIGHT;
    const from = leftwards ? at - width : at;
    let row = ends.findIndex((end) => end < from);
    if (row < 0) row = ends.length;
    ends[row] = from + width + 6;
    return [{ at, words, row, leftwards }];
  });
  const rows = Math.max(1, ends.length);
  const bottom = 14 + rows * 18 + 62 + BAR_HEIGHT;
  // The lines first: one of them may pass behind another's name.
  const lines = flags.map(
    ({ at, row }) => `<line class="milestone" x1="${at}" x2="${at}" y1="${3 + row * 18}" y2="${bottom}"/>`,
  );
  const names = flags.map(
    ({ at, words, row, leftwards }) =>
      `<text class="flag" x="${leftwards ? at - 5 : at + 5}" y="${12 + row * 18}"${leftwards ? ' text-anchor="end"' : ''}>${html(words)}</text>`,
  );
  return { svg: [...lines, ...names].join(''), rows };
}

function legend({ kinds, kindNames }: Moments): string {
  const groups = [...new Set([...new Set(kinds)].map((kind) => groupOf(kindNames[kind] ?? '')))];
  return `<figcaption>${groups.map((group) => `<span class="key"><svg width="10" height="10" aria-hidden="true"><rect class="g-${group}" width="10" height="10" rx="2"/></svg> ${KIND_GROUPS[group]}</span>`).join('')}</figcaption>`;
}
