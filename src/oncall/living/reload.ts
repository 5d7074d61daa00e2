import { canonicalJson } from '../../base/canonical-json.ts';
import { ok } from '../../base/result.ts';
import { newId } from '../../base/ids.ts';
import type { Cause } from '../../timeline/cause.ts';
import { type EntryDraft, ORGANISATION } from '../../timeline/entry.ts';
import type { OnCallParts } from '../parts.ts';
import type { ScheduleDefinition } from '../schedule/definition.ts';
import { scheduleWithSources } from '../roster.ts';
import { DAY_MS } from '../schedule/zone.ts';
import { armCalendar } from '../calendars/calendar-handler.ts';
import { armScheduleCopy } from '../pagerduty/schedule-copy-handler.ts';
import { overrideCreated, schedulesConfigured } from './entries.ts';
import { armGaps } from './gaps.ts';
import { armHandOff } from './hand-off-effects.ts';
import { onCallRegister } from './register.ts';

export interface Reloaded {
  /** Schedules whose definition changed. */
  readonly changed: readonly string[];
  /** Who stays on call by an override although the file says otherwise, and until when. */
  readonly kept: readonly { readonly schedule: string; readonly person: string; readonly until: number }[];
  /** On call this minute, and no longer under `people`: cannot be kept. */
  readonly lost: readonly { readonly schedule: string; readonly person: string }[];
}

/** Nobody is held to a turn for longer than this by a change of the file. */
const LONGEST_KEPT_MS = 7 * DAY_MS;

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

  const kept: { schedule: string; person: string; until: number }[] = [];
  const lost: { schedule: string; person: string }[] = [];
  const overrides: EntryDraft[] = [];
  for (const [name, definition] of Object.entries(changes)) {
    const before = register.versions[name]?.at(-1)?.definition;
    if (!before || !definition) continue;
    const live = register.overrides[name] ?? [];
    const stood = scheduleWithSources(name, before, register).at(now, live);
    const stands = scheduleWithSources(name, definition, register)
      .at(now, live)
      .map((shift) => shift.user);
    for (const { user, to, override } of stood) {
      if (stands.includes(user) || override !== null) continue;
      if (!parts.people().byKey(user)) {
        lost.push({ schedule: name, person: user });
        continue;
      }
      const whole = scheduleWithSources(name, before, register).final({ from: now, to: now + LONGEST_KEPT_MS }, live);
      const until = whole.shifts.find((shift) => shift.user === user && shift.from === now)?.to ?? to;
      kept.push({ schedule: name, person: user, until });
      const reason = 'muster.yaml changed who is on call: kept to the end of the turn';
      overrides.push(overrideCreated({ id: newId(now), schedule: name, from: now, to: until, add: user, reason }));
    }
  }

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
