import { systemClock } from '../base/clock.ts';
import { readSettings } from '../config.ts';
import { answerOnCall, type OnCallAnswer, type OnCallQuery } from './answer-oncall.ts';
import { onCallFromRunning } from './ask-running.ts';
import { readConfiguration } from './open.ts';
import { openSchedule } from './open-schedule.ts';
import { operatorSocketOf } from './operator-socket.ts';
import { complain, print, warn } from './output.ts';
import { sandboxIfMeant } from './sandbox-files.ts';

/**
 * `muster oncall SCHEDULE`: who is on call, overrides made in chat, and what calendars and PagerDuty said last; changes nothing.
 * A Muster that runs on the record is asked first: it goes on with what was right before, also while muster.yaml is broken.
 * 0 with an answer, 1 when nobody is on call or there is no such schedule, 2 for a time that is none.
 */
export async function oncall(
  query: OnCallQuery,
  now = systemClock.now(),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<number> {
  const meant = sandboxIfMeant(environment);
  const settings = readSettings(meant);
  if (!settings.ok) return complain(settings.refusal, 2);
  // Not for a span: what that takes to work out is not taken from the one that answers people.
  const isSpan = query.from !== undefined || query.to !== undefined;
  const running = isSpan ? undefined : await onCallFromRunning(operatorSocketOf(settings.value), query);
  if (running) return told(running);
  const configured = readConfiguration(meant);
  if (typeof configured === 'number') return configured;
  const answer = await answerOnCall(query, configured.config, now, (name, definition) =>
    openSchedule(configured, name, definition, now),
  );
  return told(answer);
}

function told({ exitCode, out, notes }: OnCallAnswer): number {
  for (const note of notes) warn(note);
  for (const line of out) print(line);
  return exitCode;
}
