import { MINUTE_MS } from '../base/durations.ts';
import { DateTime } from 'luxon';
import type { Instant } from '../base/clock.ts';
import type { FilePart } from '../commands/message.ts';
import { type BandTone, incidentPicture } from '../pictures/incident-picture.ts';
import type { ThemeName } from '../pictures/theme.ts';
import { toPng } from '../pictures/to-png.ts';
import type { ExportSource } from './export/document.ts';
import { groupOf, KIND_GROUPS } from './export/kind-groups.ts';
import { summarise, untilOver } from './export/summary.ts';
import type { Outside } from './outside.ts';
import { CHANGES_BEFORE_MS } from './surroundings.ts';
import { MILESTONE_LABELS, MILESTONES, type Severity, type Status, STATUS_LABELS } from './vocabulary.ts';

const SEVERITY: Readonly<Record<Severity, BandTone>> = {
  'SEV-1': 'critical',
  'SEV-2': 'bad',
  'SEV-3': 'warning',
  'SEV-4': 'neutral',
  'SEV-5': 'neutral',
  unknown: 'over',
};
const STATUS: Readonly<Record<Status, BandTone>> = {
  investigating: 'bad',
  identified: 'warning',
  monitoring: 'neutral',
  resolved: 'good',
  closed: 'over',
  cancelled: 'over',
};

const asKnown = (at: Instant | undefined, zone: string): string =>
  at === undefined ? '' : ` as known ${DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm:ss')}`;

/** The incident over time as a picture to be shown in chat, with what it shows in words. */
export async function pictureFile(
  parts: Pick<Outside, 'marks'>,
  source: ExportSource,
  timeZone: string,
  theme: ThemeName,
): Promise<FilePart> {
  const { state, survey, number } = source;
  const summary = summarise(source);
  const to = Math.max(summary.to, summary.from + MINUTE_MS);
  const { stream, services } = state;
  const marks = await parts.marks({ stream, number, services, from: summary.from - CHANGES_BEFORE_MS, to });
  // What was changed shortly before is what most want to see: the picture begins with it.
  const from = Math.min(summary.from, ...marks.map(({ at }) => at));
  const drawn = incidentPicture(
    {
      title: `Incident ${number}${asKnown(source.knownAt, timeZone)}: ${state.title}`,
      timeZone,
      from,
      to,
      severities: untilOver(summary).map((span) => ({
        name: span.value,
        tone: SEVERITY[span.value],
        from: span.from,
        to: span.to ?? to,
      })),
      statuses: summary.statuses.map((span) => ({
        name: STATUS_LABELS[span.value],
        tone: STATUS[span.value],
        from: span.from,
        to: span.to ?? to,
      })),
      milestones: MILESTONES.flatMap((milestone) => {
        const mark = state.milestones[milestone];
        return mark && mark.at !== null
          ? [{ at: mark.at, name: MILESTONE_LABELS[milestone], approximate: mark.precision === 'approximate' }]
          : [];
      }),
      marks,
      moments: Array.from(survey.moments.ats, (at, index) => ({
        at,
        group: KIND_GROUPS[groupOf(survey.moments.kindNames[survey.moments.kinds[index] ?? 0] ?? '')],
      })),
    },
    theme,
  );
  return {
    name: `incident-${number}.png`,
    alt: drawn.alt,
    contentType: 'image/png',
    content: await toPng(drawn.svg),
  };
}
