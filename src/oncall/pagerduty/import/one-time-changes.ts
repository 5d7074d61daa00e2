import type { PdCustomShift, PdShiftOverride } from '../account-shapes.ts';
import { type WrittenOverride, writtenMoment } from './written-schedule.ts';

/** What was changed by hand in a shift-based schedule: shifts beside its rotations, and somebody in somebody's place. */
export interface OneTimeChanges {
  readonly customShifts: readonly PdCustomShift[];
  readonly overrides: readonly PdShiftOverride[];
}

type Member = PdShiftOverride['overriding_member'];

/**
 * As overrides of muster.yaml. One that is made on a custom shift is worked into it: overrides do not act through one
 * another. `keyOf`: null for whom nobody knows any more.
 */
export function writtenChanges(
  { customShifts, overrides }: OneTimeChanges,
  timeZone: string,
  keyOf: (user: string) => string | null,
): WrittenOverride[] {
  const person = ({ type, user_id }: Member): string | undefined =>
    type === 'user_member' && user_id != null ? (keyOf(user_id) ?? undefined) : undefined;
  const written = (from: number, to: number, who: Pick<WrittenOverride, 'add' | 'remove'>): WrittenOverride[] =>
    from >= to || (who.add === undefined && who.remove === undefined)
      ? []
      : [{ from: writtenMoment(from, timeZone), to: writtenMoment(to, timeZone), ...who }];
  const adds = (from: number, to: number, member: Member | undefined): WrittenOverride[] => {
    const add = member && person(member);
    return add === undefined ? [] : written(from, to, { add });
  };

  const extra = customShifts.flatMap(({ id, start_time: from, end_time: to, assignments }) => {
    const changes = overrides
      .filter((each) => each.custom_shift_id === id && each.start_time < to && each.end_time > from)
      .sort((a, b) => a.start_time - b.start_time);
    const parts: WrittenOverride[] = [];
    let at = from;
    for (const { start_time, end_time, overriding_member } of changes) {
      parts.push(...adds(at, start_time, assignments[0]?.member));
      const end = Math.min(end_time, to);
      parts.push(...adds(Math.max(start_time, at), end, overriding_member));
      at = Math.max(at, end);
    }
    return [...parts, ...adds(at, to, assignments[0]?.member)];
  });
  const instead = overrides
    .filter((each) => each.custom_shift_id == null)
    .flatMap(({ start_time, end_time, overridden_member, overriding_member }) => {
      const [add, remove] = [person(overriding_member), person(overridden_member)];
      return written(start_time, end_time, {
        ...(add !== undefined && { add }),
        ...(remove !== undefined && { remove }),
      });
    });
  return [...extra, ...instead];
}
