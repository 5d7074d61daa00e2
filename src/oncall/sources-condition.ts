import { joined } from '../base/rich-text.ts';
import type { Condition } from '../commands/status-command.ts';
import { calendarNotes } from './calendars/calendar-status.ts';
import type { OnCallParts } from './parts.ts';
import { pagerDutyNotes, scheduleCopyStatus } from './pagerduty/schedule-copy-status.ts';

/** How the calendars and copies that schedules are read from are doing, for `/muster status`; undefined when there are none. */
export function createSourcesCondition(parts: OnCallParts): () => Promise<Condition | undefined> {
  return async () => {
    const schedules = Object.entries(parts.sections().schedules);
    const read = schedules.flatMap(([, { calendars = [], pagerduty }]) => [
      ...calendars,
      ...(pagerduty ? [pagerduty] : []),
    ]);
    if (read.length === 0) return undefined;
    const troubled: string[] = [];
    for (const [name, { pagerduty }] of schedules) {
      if (!pagerduty) continue;
      const { failing, unknown } = await scheduleCopyStatus(parts, name);
      if (failing || unknown.length > 0) troubled.push(name);
    }
    const notes = [
      ...(await calendarNotes(
        parts,
        schedules.map(([name]) => name),
      )),
      ...(await pagerDutyNotes(parts, troubled, parts.clock.now())),
    ];
    return notes.length > 0
      ? { good: false, line: joined(notes, '\n') }
      : {
          good: true,
          line: [read.length === 1 ? '1 calendar or copy, read' : `${read.length} calendars and copies, all read`],
        };
  };
}
