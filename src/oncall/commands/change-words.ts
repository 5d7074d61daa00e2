import { DateTime } from 'luxon';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import type { LiveOverride, OnCallRegister, OpenRequest } from '../living/register.ts';
import { shiftWords } from '../living/request-message.ts';
import type { OnCallParts } from '../parts.ts';
import type { Override } from '../schedule/definition.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { shown } from '../living/shown.ts';

export type Listed = {
  readonly schedule: string;
  readonly override: Override & Partial<LiveOverride>;
  /** Made again over by a later one: it counts nowhere any more. */
  readonly hidden?: boolean;
};

/** Overrides that are not over, the next one first: those of muster.yaml, too, which only the file takes back. */
export function overridesAhead(
  schedules: readonly Schedule[],
  register: OnCallRegister,
  now: number,
): readonly Listed[] {
  return schedules
    .flatMap((schedule): Listed[] => {
      const live = register.overrides[schedule.name] ?? [];
      return [...schedule.definition.overrides, ...live]
        .filter(({ to }) => to > now)
        .map((override) => {
          const { shifts } = schedule.final({ from: Math.max(override.from, now), to: override.to }, live);
          const hidden = override.add !== undefined && !shifts.some((shift) => shift.override === override.id);
          return { schedule: schedule.name, override, hidden };
        });
    })
    .sort((a, b) => a.override.from - b.override.from);
}

export const overrideLabel = ({ schedule, override: { add, remove } }: Listed, { nameOf }: OnCallParts): string =>
  `${schedule}: ${add === undefined ? 'nobody' : nameOf(add)}${remove === undefined ? '' : ` for ${nameOf(remove)}`}`;

/** In the reader's own zone: a menu's lines hold no time that Discord would write for each reader. */
export function spanWords({ from, to }: { from: number; to: number }, timeZone: string): string {
  const written = (at: number): string =>
    DateTime.fromMillis(at, { zone: timeZone, locale: 'en' }).toFormat('ccc d LLL HH:mm');
  return `${written(from)} to ${written(to)} (${timeZone})`;
}

export function overrideWords({ schedule, override, hidden = false }: Listed, parts: OnCallParts): RichText {
  const { add, remove, from, to, reason, by } = override;
  const change: RichText =
    add === undefined
      ? rich`${shown(remove ?? '', parts)} is off call`
      : remove === undefined
        ? shown(add, parts)
        : rich`${shown(add, parts)} for ${shown(remove, parts)}`;
  const why: RichText =
    reason === undefined
      ? [', in muster.yaml']
      : rich`${reason === '' || reason === 'By command' ? '' : `, ${reason}`}${by === null || by === undefined ? '' : rich` (by ${parts.nameOf(by)})`}`;
  return rich`${strong(schedule)}: ${change}, ${instant(from, 'day')} to ${instant(to, 'day')}${why}${hidden ? ', replaced by a later one' : ''}`;
}

export function requestWords(request: OpenRequest, parts: OnCallParts): RichText {
  if (request.type === 'cover') {
    const { shift, note } = request;
    return rich`${shown(shift.person, parts)} asks for cover: ${shiftWords(shift)}${note === '' ? '' : `, ${note}`}`;
  }
  const { mine, theirs } = request;
  return rich`${shown(mine.person, parts)} offers ${shiftWords(mine)} for ${shown(theirs.person, parts)}’s ${shiftWords(theirs)}`;
}

export const requestLabel = (request: OpenRequest, { nameOf }: OnCallParts): string =>
  request.type === 'cover'
    ? `Cover for ${nameOf(request.shift.person)}`
    : `${nameOf(request.mine.person)} swaps with ${nameOf(request.theirs.person)}`;
