import type { OnCallSections } from '../config/references.ts';
import type { OnCallParts } from '../parts.ts';
import { scheduleWithSources } from '../roster.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { DAY_MS } from '../schedule/zone.ts';
import { onCallRegister } from './register.ts';

export interface RemovedFault {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Before a changed muster.yaml is taken: who is on call this minute and not in it any more. Such a file is refused as a
 * whole, because nobody could keep their place.
 */
export const createRemovedNow =
  (parts: Pick<OnCallParts, 'timeline' | 'clock'>) =>
  async (next: Pick<OnCallSections, 'people' | 'schedules'>): Promise<readonly RemovedFault[]> => {
    const now = parts.clock.now();
    const register = await parts.timeline.state(ORGANISATION, onCallRegister);
    return Object.keys(next.schedules).flatMap((schedule) => {
      const before = register.versions[schedule]?.at(-1)?.definition;
      if (!before) return [];
      const live = register.overrides[schedule] ?? [];
      const ahead = scheduleWithSources(schedule, before, register).final({ from: now, to: now + 7 * DAY_MS }, live);
      const here = ahead.shifts.filter((shift) => shift.from === now);
      return here.flatMap(({ user, to }): RemovedFault[] => {
        if (user in next.people) return [];
        const until = `${new Date(to).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
        return [
          {
            path: ['people'],
            message: `people: ${user} is not there any more, but is on call for ${schedule} (until ${until}). Put ${user} back, or first put somebody else on call by /oncall override schedule:${schedule}.`,
          },
        ];
      });
    });
  };
