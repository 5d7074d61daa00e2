import { canonicalJson } from '../../base/canonical-json.ts';
import { ok } from '../../base/result.ts';
import { newId } from '../../base/ids.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import { type EntryDraft, ORGANISATION } from '../../timeline/entry.ts';
import type { OnCallParts } from '../parts.ts';
import type { ScheduleDefinition } from '../schedule/definition.ts';
import { scheduleWithSources } from '../roster.ts';
import { armCalendar } from '../calendars/calendar-handler.ts';
import { armScheduleCopy } from '../pagerduty/schedule-copy-handler.ts';
import { overrideCreated, schedulesConfigured } from './entries.ts';
import { armGaps } from './gap-timer.ts';
import { armHandOff } from './hand-off-effects.ts';
import { armAllMirrors } from './mirrors.ts';
import { onCallRegister, overridesAfter } from './register.ts';
import { type Kept, LONGEST_KEPT_MS, askAboutReload, tellLost, tellTakenOut } from './reload-question.ts';
import { type Redrawn, TOLD_AHEAD_MS, tellShiftChanges } from './shift-changes.ts';

export interface Reloaded {
  /** Schedules whose definition changed. */
  readonly changed: readonly string[];
  /** Who stays on call by an override although the file says otherwise, and until when. */
  readonly kept: readonly Kept[];
  /** On call this minute, and no longer under `people`: cannot be kept. */
  readonly lost: readonly { readonly schedule: string; readonly person: string }[];
}

/** Compares muster.yaml with what it said before, and records the difference. Past questions are answered by the record. */
export const createReload = (parts: OnCallParts) => async (): Promise<Reloaded> => {
  const now = parts.clock.now();
  const register = await parts.timeline.state(ORGANISATION, onCallRegister);
  const present = parts.sections().schedules;
  const changes: Record<string, ScheduleDefinition | null> = {};
  for (const [name, written] of Object.entries(present)) {
    const definition = recordedOf(written);
    const last = register.versions[name]?.at(-1)?.definition;
    if (!last || canonicalJson(last) !== canonicalJson(definition)) changes[name] = definition;
  }
  for (const [name, versions] of Object.entries(register.versions)) {
    if (!(name in present) && versions.at(-1)?.definition) changes[name] = null;
  }

  const kept: Kept[] = [];
  const redrawn: Redrawn[] = [];
  const asked: EffectDraft[] = [];
  const lost: { schedule: string; person: string }[] = [];
  const overrides: EntryDraft[] = [];
  const ahead = { from: now, to: now + TOLD_AHEAD_MS };
  for (const [name, definition] of Object.entries(changes)) {
    const before = register.versions[name]?.at(-1)?.definition;
    if (!before) continue;
    const live = register.overrides[name] ?? [];
    const was = scheduleWithSources(name, before, register);
    const becomes = definition ? scheduleWithSources(name, definition, register) : undefined;
    const stands = becomes?.at(now, live).map((shift) => shift.user) ?? [];
    const made: EntryDraft[] = [];
    const here = was.at(now, live);
    const whole = was.final({ from: now, to: now + LONGEST_KEPT_MS }, live).shifts.filter(({ from }) => from === now);
    // A file that is read while Muster runs is not taken then: this one was there when it started.
    if (!becomes && here.length > 0) asked.push(tellTakenOut(parts, name, whole));
    for (const { user, to } of becomes ? here : []) {
      if (stands.includes(user)) continue; // by an override that still holds, too
      if (!parts.people().byKey(user)) {
        lost.push({ schedule: name, person: user });
        asked.push(tellLost(parts, name, user, stands));
        continue;
      }
      const until = whole.find((shift) => shift.user === user)?.to ?? to;
      const id = newId(now);
      const reason = 'muster.yaml changed who is on call: kept to the end of the turn';
      made.push(overrideCreated({ id, schedule: name, from: now, to: until, add: user, reason }));
      kept.push({ schedule: name, person: user, until, override: id, instead: stands });
    }
    overrides.push(...made);
    const after = becomes?.final(ahead, overridesAfter(live, made)).shifts ?? [];
    redrawn.push({ schedule: name, upTo: ahead.to, before: was.final(ahead, live).shifts, after });
  }
  asked.push(...kept.map((each) => askAboutReload(parts, each)));
  asked.push(...tellShiftChanges(parts, redrawn, ['muster.yaml changed.']));

  const mirrors = await armAllMirrors(parts);
  const names = Object.keys(changes);
  const cause: Cause = {
    causeId: `schedules:${newId(now)}`,
    actor: { kind: 'muster', id: 'muster' },
    source: { kind: 'import' },
  };
  const entries =
    names.length === 0
      ? []
      : [schedulesConfigured({ schedules: JSON.parse(JSON.stringify(changes)) as typeof changes }), ...overrides];
  await parts.timeline.change(ORGANISATION, onCallRegister, cause, () =>
    ok({
      entries,
      effects: [
        ...Object.keys(present).map((name) => armHandOff(name, now)),
        ...Object.entries(present).flatMap(([name, { calendars = [] }]) =>
          calendars.map((calendar) => armCalendar(name, calendar.name, now)),
        ),
        ...Object.entries(present).flatMap(([name, { pagerduty }]) => (pagerduty ? [armScheduleCopy(name, now)] : [])),
        ...(Object.keys(present).length > 0 ? [armGaps(now)] : []),
        ...mirrors,
        ...asked,
      ],
      answer: null,
    }),
  );
  return { changed: names, kept, lost };
};

/** A calendar's address is a secret, and none of the record's business. */
const recordedOf = (definition: ScheduleDefinition): ScheduleDefinition =>
  definition.calendars
    ? { ...definition, calendars: definition.calendars.map(({ url: _url, ...calendar }) => calendar) }
    : definition;
