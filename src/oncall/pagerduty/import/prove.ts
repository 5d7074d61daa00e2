import type { ScheduleDefinition } from '../../schedule/definition.ts';
import { createSchedule } from '../../schedule/schedule.ts';
import type { PdSpan } from '../account-client.ts';
import { type Rendering, renderingOfLayers, renderingOfShifts } from '../rendering.ts';
import type { Account } from './account.ts';
import { type Difference, compareSchedules } from './compare.ts';
import type { ImportDraft } from './draft-import.ts';

export interface Proof {
  /** Its key in muster.yaml, and its name in PagerDuty. */
  readonly schedule: string;
  readonly name: string;
  readonly timeZone: string;
  /** `looked-up`: it has no layers here, PagerDuty answers for it. */
  readonly outcome: 'equal' | 'different' | 'looked-up' | 'missing';
  /** Shifts in PagerDuty's own rendering. */
  readonly shifts: number;
  readonly differences: readonly Difference[];
}

/** Renders each imported schedule from muster.yaml alone and compares it with PagerDuty's own rendering of the span. */
export function proveImport(
  account: Account,
  draft: ImportDraft,
  definitions: Readonly<Record<string, ScheduleDefinition>>,
  span: PdSpan,
): Proof[] {
  const renderings: Rendering[] = [
    ...account.layerSchedules.map(({ schedule }) => renderingOfLayers(schedule)),
    ...account.shiftSchedules.map(({ schedule }) => renderingOfShifts(schedule)),
  ];
  const nameOf = (user: string): string => draft.people.get(user) ?? `${user} (deleted)`;
  return renderings.map((rendering): Proof => {
    const schedule = draft.schedules.get(rendering.id) ?? rendering.id;
    const common = { schedule, name: rendering.name, timeZone: rendering.timeZone, shifts: rendering.shifts.length };
    const definition = definitions[schedule];
    if (!definition) return { ...common, outcome: 'missing', differences: [] };
    if (definition.layers.length === 0 && definition.pagerduty)
      return { ...common, outcome: 'looked-up', differences: [] };
    // Its own layers, also where PagerDuty stays the source.
    const native = createSchedule(schedule, { ...definition, pagerduty: undefined }).final(span);
    const differences = compareSchedules(schedule, rendering, native, nameOf);
    return { ...common, outcome: differences.length === 0 ? 'equal' : 'different', differences };
  });
}
