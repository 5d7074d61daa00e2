import type { People } from '../catalog/people.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { OnCallSections } from './config/references.ts';
import { type OnCallRegister, onCallRegister } from './living/register.ts';
import { type Roster, createRoster, createSchedules } from './roster.ts';
import type { Schedule } from './schedule/schedule.ts';

/**
 * The roster as of now. It is asked for at every step of every page: schedules are made anew when muster.yaml, a calendar
 * or PagerDuty has changed, the roster when anything at all has.
 */
export function createPresentRoster(options: {
  readonly timeline: Pick<Timeline, 'state'>;
  readonly sections: () => OnCallSections;
  readonly people: () => People;
}): () => Promise<Roster> {
  const { timeline, sections, people } = options;
  let schedules:
    | {
        readonly of: OnCallSections;
        readonly from: Pick<OnCallRegister, 'calendars' | 'copies'>;
        readonly made: ReadonlyMap<string, Schedule>;
      }
    | undefined;
  let roster:
    | {
        readonly of: ReadonlyMap<string, Schedule>;
        readonly by: People;
        readonly with: OnCallRegister;
        readonly made: Roster;
      }
    | undefined;

  return async () => {
    const present = sections();
    const register = await timeline.state(ORGANISATION, onCallRegister);
    const { calendars, copies } = register;
    if (schedules?.of !== present || schedules.from.calendars !== calendars || schedules.from.copies !== copies) {
      const from = { calendars, copies };
      schedules = { of: present, from, made: createSchedules(present, from) };
    }
    const by = people();
    if (roster?.of !== schedules.made || roster.by !== by || roster.with !== register) {
      roster = { of: schedules.made, by, with: register, made: createRoster(present, schedules.made, by, register) };
    }
    return roster.made;
  };
}
