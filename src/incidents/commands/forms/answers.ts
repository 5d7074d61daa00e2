import { type Result, ok } from '../../../base/result.ts';
import type { CommandContext } from '../../../commands/context.ts';
import { parseDue } from '../../due.ts';
import { type GivenTime, parseTime } from '../../time.ts';
import { type Answers, answered } from '../../../commands/answers.ts';
import { parseTaskUrl } from '../web-address.ts';
import { isDiscordId } from '../../effects.ts';

/** When something was, as it was written; undefined when the field was left empty. */
export function answeredTime(fields: Answers, name: string, context: CommandContext): Result<GivenTime | undefined> {
  const text = answered(fields, name);
  return text === '' ? ok(undefined) : parseTime(text, { now: context.now, timeZone: context.timeZone });
}

/** Until when something is to be done; undefined when the field was left empty. */
export function answeredDue(fields: Answers, name: string, context: CommandContext): Result<number | undefined> {
  const text = answered(fields, name);
  return text === '' ? ok(undefined) : parseDue(text, { now: context.now, timeZone: context.timeZone });
}

/** Where it is tracked; undefined when the field was left empty. */
export function answeredUrl(fields: Answers, name: string): Result<string | undefined> {
  const text = answered(fields, name);
  return text === '' ? ok(undefined) : parseTaskUrl(text);
}

/** The people or roles that were chosen, each once. What is no id of Discord’s was not chosen from its list. */
export const answeredIds = (fields: Answers, name: string): readonly string[] => [
  ...new Set((fields[name] ?? []).filter(isDiscordId)),
];
