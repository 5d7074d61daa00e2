import { z } from 'zod';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import type { Store } from '../../timeline/store.ts';
import type { OnCallSections } from '../config/references.ts';

const statusSchema = z.object({
  /** When it was read last, changed or not; null: never. */
  readAt: z.int().nullable(),
  failing: z.object({ since: z.int(), reason: z.string(), told: z.boolean() }).nullable(),
  /** The layers of muster.yaml answer in PagerDuty's place. */
  givenUp: z.boolean(),
  /** People who are on call in PagerDuty and whom nothing links to anybody of muster.yaml. */
  unknown: z.array(z.string()),
  /** Its name in PagerDuty. */
  name: z.string().nullable(),
});
/** How the copy of a schedule is doing: kept beside the record, because a look that changes nothing is no fact. */
export type ScheduleCopyStatus = z.infer<typeof statusSchema>;

export const UNREAD: ScheduleCopyStatus = { readAt: null, failing: null, givenUp: false, unknown: [], name: null };

type Keeper = { readonly store: Store };
const settingOf = (schedule: string): string => `oncall.pagerduty.${schedule}`;

export async function scheduleCopyStatus({ store }: Keeper, schedule: string): Promise<ScheduleCopyStatus> {
  const kept = await store.setting(settingOf(schedule));
  const read = kept === undefined ? undefined : statusSchema.safeParse(JSON.parse(kept));
  return read?.success ? read.data : UNREAD;
}

export const keepScheduleCopyStatus = (
  { store }: Keeper,
  schedule: string,
  status: ScheduleCopyStatus,
): Promise<void> => store.setSetting(settingOf(schedule), JSON.stringify(status));

/** Where the answer comes from and how old it is, as of `now`. */
export function copySentence(schedule: string, status: ScheduleCopyStatus, now: number): RichText {
  const { readAt, failing, name } = status;
  const source = name === null ? 'PagerDuty' : `PagerDuty (${name})`;
  const age: RichText = readAt === null ? [] : rich`${instant(readAt, 'date-time')}, ${ageInWords(now - readAt)} ago`;
  if (!failing) {
    return readAt === null
      ? rich`${strong(schedule)} comes from ${source}, which was not read yet.`
      : rich`${strong(schedule)} comes from ${source}, read ${age}.`;
  }
  const since = instant(failing.since, 'date-time');
  const reason = failing.reason.replace(/\.$/, '');
  if (status.givenUp)
    return rich`${strong(schedule)} follows muster.yaml: ${source} cannot be read since ${since}. ${reason}.`;
  const used: RichText =
    readAt === null
      ? ['It was never read: only what muster.yaml says itself is known.']
      : rich`This is what it said ${age}.`;
  return rich`${strong(schedule)} comes from ${source}, which cannot be read since ${since}. ${reason}. ${used}`;
}

export const unknownSentence = (schedule: string, unknown: readonly string[]): RichText =>
  rich`In ${strong(schedule)} PagerDuty names people whom Muster does not know, so they cannot be paged from here: ${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ' …' : ''}. Add pagerduty: to them under people in muster.yaml.`;

/** Of those of these schedules that come from PagerDuty: since when, and whom of them nobody knows. */
export async function pagerDutyNotes(
  parts: Keeper & { readonly sections: () => Pick<OnCallSections, 'schedules'> },
  schedules: readonly string[],
  now: number,
): Promise<RichText[]> {
  const notes: RichText[] = [];
  for (const schedule of schedules) {
    if (!parts.sections().schedules[schedule]?.pagerduty) continue;
    const status = await scheduleCopyStatus(parts, schedule);
    notes.push(copySentence(schedule, status, now));
    if (status.unknown.length > 0) notes.push(unknownSentence(schedule, status.unknown));
  }
  return notes;
}

/** `less than a minute`, `7 minutes`, `3 hours`, `2 days`. */
export function ageInWords(durationMs: number): string {
  const minutes = Math.floor(durationMs / 60_000);
  if (minutes < 1) return 'less than a minute';
  const [count, unit] =
    minutes < 120
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / 1440), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
