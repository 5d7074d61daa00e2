import { instantText } from '../../base/instant-text.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { OnCallSections } from '../config/references.ts';
import type { OnCallParts } from '../parts.ts';
import { scheduleWithSources } from '../roster.ts';
import { LONGEST_KEPT_MS } from './keep-on-call.ts';
import { onCallRegister } from './register.ts';

export interface RemovedFault {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Before a changed muster.yaml is taken: who is on call this minute and not in it any more, or not their schedule. Such a
 * file is refused as a whole, because nobody could keep their place.
 */
export const createRemovedNow =
  (parts: Pick<OnCallParts, 'timeline' | 'clock' | 'people'>) =>
  async (next: Pick<OnCallSections, 'people' | 'schedules'>): Promise<readonly RemovedFault[]> => {
    const now = parts.clock.now();
    const register = await parts.timeline.state(ORGANISATION, onCallRegister);
    return Object.entries(register.versions).flatMap(([schedule, versions]): readonly RemovedFault[] => {
      const before = versions.at(-1)?.definition;
      if (!before) return [];
      const live = register.overrides[schedule] ?? [];
      const ahead = scheduleWithSources(schedule, before, register).final(
        { from: now, to: now + LONGEST_KEPT_MS },
        live,
      );
      const here = ahead.shifts.filter((shift) => shift.from === now);
      if (!Object.hasOwn(next.schedules, schedule)) {
        const who = here.map(({ user, to }) => `${user} (until ${instantText(to)})`).join(', ');
        const message = `schedules: ${schedule} is not there any more, but has somebody on call: ${who}. Put it back. To end it, leave \`${schedule}: {}\` in its place, choose Apply now where Muster asks, and take it out then.`;
        return here.length === 0 ? [] : [{ path: ['schedules'], message }];
      }
      return here.flatMap(({ user, to }): readonly RemovedFault[] => {
        // Whom PagerDuty has on call, and muster.yaml never knew, was not removed from it.
        if (Object.hasOwn(next.people, user) || !parts.people().byKey(user)) return [];
        const message = `people: ${user} is not there any more, but is on call for ${schedule} (until ${instantText(to)}). Put ${user} back, or first put somebody else on call by /oncall override schedule:${schedule}.`;
        return [{ path: ['people'], message }];
      });
    });
  };
