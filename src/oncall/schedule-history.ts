import type { Instant } from '../base/clock.ts';
import type { OnCallRegister, Version } from './living/register.ts';
import type { Override, ScheduleDefinition, Span } from './schedule/definition.ts';
import type { FinalSchedule } from './schedule/final-schedule.ts';
import { joinedFinal } from './schedule/joined-final.ts';
import type { Schedule } from './schedule/schedule.ts';

export interface ScheduleHistory {
  /** The past as muster.yaml had it then, the rest as it has it now. Undefined for a schedule that never was. */
  readonly final: (name: string, span: Span, now: Instant) => FinalSchedule | undefined;
  /** muster.yaml's, and those that it had within the span and has no more. */
  readonly namesWithin: (span: Span) => readonly string[];
}

type Period = Span & { readonly definition: ScheduleDefinition | null };

/**
 * What muster.yaml said when, by the record. Of the time before the first record of all nothing is known: what is recorded
 * there counts for it, too. A schedule that came later was not there before.
 */
export function createScheduleHistory(
  schedules: ReadonlyMap<string, Schedule>,
  register: Pick<OnCallRegister, 'versions'>,
  overrides: (name: string) => readonly Override[],
  scheduleOf: (name: string, definition: ScheduleDefinition) => Schedule,
): ScheduleHistory {
  let first: Instant | undefined;
  const firstRecord = (): Instant =>
    (first ??= Object.values(register.versions).reduce((at, [one]) => Math.min(at, one?.from ?? at), Infinity));
  const periodsOf = (versions: readonly Version[]): readonly Period[] =>
    versions.map(({ from, definition }, n) => ({
      from: n === 0 && from === firstRecord() ? -Infinity : from,
      to: versions[n + 1]?.from ?? Infinity,
      definition,
    }));
  const nobody = (span: Span): FinalSchedule => ({ ...span, shifts: [], gaps: [span] });

  return {
    final(name, span, now) {
      const present = schedules.get(name);
      const periods = periodsOf(register.versions[name] ?? []);
      const last = periods.at(-1);
      if (!present && !last) return undefined;
      if (!last || span.from >= last.from || span.from >= now) {
        return present?.final(span, overrides(name)) ?? nobody(span);
      }
      const before: Period = { from: -Infinity, to: periods[0]?.from ?? Infinity, definition: null };
      const parts = [before, ...periods].flatMap((period): readonly FinalSchedule[] => {
        const part = { from: Math.max(period.from, span.from), to: Math.min(period.to, span.to) };
        if (part.from >= part.to) return [];
        // It was not there yet: nobody was, and nobody was missing.
        if (period === before) return [{ ...part, shifts: [], gaps: [] }];
        const { definition } = period;
        const schedule = period === last ? present : definition ? scheduleOf(name, definition) : undefined;
        return [schedule?.final(part, overrides(name)) ?? nobody(part)];
      });
      return joinedFinal(span, parts);
    },
    namesWithin: ({ from, to }) => [
      ...schedules.keys(),
      ...Object.entries(register.versions).flatMap(([name, versions]) =>
        !schedules.has(name) &&
        periodsOf(versions).some((period) => period.definition && period.from < to && period.to > from)
          ? [name]
          : [],
      ),
    ],
  };
}
