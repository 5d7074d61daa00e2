import { canonicalJson } from '../../base/canonical-json.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import type { OnCallParts } from '../parts.ts';
import { writeOverrides } from '../pagerduty/override-effects.ts';
import { scheduleWithSources } from '../roster.ts';
import type { ScheduleDefinition } from '../schedule/definition.ts';
import { schedulesConfigured } from './entries.ts';
import { overridesOfGone, takeBack } from './gone-people.ts';
import { type Kept, LONGEST_KEPT_MS, keepOnCall, redrawnBy } from './keep-on-call.ts';
import { type OnCallRegister, overridesAfter } from './register.ts';
import { askAboutReload, tellLost, tellTakenBack, tellTakenOut } from './reload-question.ts';
import { type Redrawn, TOLD_AHEAD_MS, tellShiftChanges } from './shift-changes.ts';

export type Reloaded = {
  /** Schedules whose definition changed. */
  readonly changed: readonly string[];
  /** Where who is on call stays so by overrides although the file says otherwise. */
  readonly kept: readonly Kept[];
  /** On call this minute, and no longer under `people`: cannot be kept. */
  readonly lost: readonly { readonly schedule: string; readonly person: string }[];
};

export type ReloadParts = Pick<OnCallParts, 'sections' | 'people' | 'config' | 'nameOf'>;

const REASON = 'muster.yaml changed who is on call: kept to the end of the turn';

/** What muster.yaml changes of what was recorded of it, and what is asked and told because of that. */
export function decideReload(parts: ReloadParts, state: OnCallRegister, context: DecideContext): Decision<Reloaded> {
  const { now } = context;
  const present = parts.sections().schedules;
  const changes = changesOf(present, state);
  // Only of schedules that are in the file: started once without the right one, Muster would take back what all had agreed on.
  const gone = overridesOfGone(parts, state, now).filter(({ schedule }) => Object.hasOwn(present, schedule));
  const kept: Kept[] = [];
  const lost: { schedule: string; person: string }[] = [];
  const redrawn: Redrawn[] = [];
  const takenBack: EntryDraft[] = [];
  const overrides: EntryDraft[] = [];
  const told: EffectDraft[] = [];
  const ahead = { from: now, to: now + TOLD_AHEAD_MS };
  for (const schedule of new Set([...Object.keys(changes), ...gone.map((each) => each.schedule)])) {
    const back = gone.filter((each) => each.schedule === schedule).map((each) => takeBack(each, now));
    takenBack.push(...back);
    const before = state.versions[schedule]?.at(-1)?.definition;
    if (!before) continue;
    const definition = schedule in changes ? changes[schedule] : before;
    const live = state.overrides[schedule] ?? [];
    const left = overridesAfter(live, back);
    const was = scheduleWithSources(schedule, before, state);
    if (!definition) {
      const whole = was.final({ from: now, to: now + LONGEST_KEPT_MS }, live).shifts.filter(({ from }) => from === now);
      // A file that is read while Muster runs is not taken then: this one was there when it started.
      if (whole.length > 0) told.push(tellTakenOut(parts, schedule, whole));
      redrawn.push({ schedule, upTo: ahead.to, before: was.final(ahead, live).shifts, after: [] });
      continue;
    }
    const becomes = scheduleWithSources(schedule, definition, state);
    const changed = { schedule, was, becomes, live, left, now };
    const keeping = keepOnCall(changed, parts, REASON, () => context.newId());
    const stands = becomes.at(now, left).map(({ user }) => user);
    for (const person of keeping.lost) {
      lost.push({ schedule, person });
      told.push(tellLost(parts, schedule, person, stands));
    }
    if (keeping.kept) {
      kept.push(keeping.kept);
      told.push(askAboutReload(parts, keeping.kept));
    }
    overrides.push(...keeping.overrides);
    redrawn.push(redrawnBy(changed, keeping.overrides));
  }
  if (gone.length > 0) told.push(tellTakenBack(parts, gone, now));
  const changed = Object.keys(changes);
  const configured =
    changed.length > 0
      ? [schedulesConfigured({ schedules: JSON.parse(JSON.stringify(changes)) as typeof changes })]
      : [];
  const isPagerDutys = (name: string): boolean => present[name]?.pagerduty !== undefined;
  return {
    entries: [...configured, ...takenBack, ...overrides],
    effects: [
      ...told,
      ...tellShiftChanges(parts, redrawn, ['muster.yaml changed.']),
      ...writeOverrides(takenBack, isPagerDutys),
    ],
    answer: { changed, kept, lost },
  };
}

/** By name: as it is now, or null where it was taken out. */
function changesOf(
  present: Readonly<Record<string, ScheduleDefinition>>,
  { versions }: Pick<OnCallRegister, 'versions'>,
): Readonly<Record<string, ScheduleDefinition | null>> {
  const changes: Record<string, ScheduleDefinition | null> = {};
  for (const [name, written] of Object.entries(present)) {
    const definition = recordedOf(written);
    const last = versions[name]?.at(-1)?.definition;
    if (!last || canonicalJson(last) !== canonicalJson(definition)) changes[name] = definition;
  }
  for (const [name, known] of Object.entries(versions)) {
    if (!(name in present) && known.at(-1)?.definition) changes[name] = null;
  }
  return changes;
}

/** A calendar's address is a secret, and none of the record's business. */
const recordedOf = (definition: ScheduleDefinition): ScheduleDefinition =>
  definition.calendars
    ? { ...definition, calendars: definition.calendars.map(({ url: _url, ...calendar }) => calendar) }
    : definition;
