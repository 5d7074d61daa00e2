import { formatInstant } from '../markdown/instant.ts';
import type { Message } from '../protocol/shapes.ts';
import type { Row } from './message-row.tsx';
import { systemLine } from './system-line.ts';

const SOON_MS = 7 * 60_000;

const dayOf = (ms: number): string => new Date(ms).toDateString();

export const mentions = (message: Message, me: string, myRoles: readonly string[]): boolean =>
  message.author.id !== me &&
  (message.mention_everyone ||
    message.mentions.some((user) => user.id === me) ||
    message.mention_roles.some((role) => myRoles.includes(role)));

const rowsByMessage = new WeakMap<Message, Row>();

/** Rows for the list; a row whose message and surroundings are as before is the same object, so it is not drawn again. */
export function rowsOf(
  messages: readonly Message[],
  me: string,
  myRoles: readonly string[],
  readUpTo: string | undefined,
): readonly Row[] {
  let before: number | undefined;
  let dayBefore: string | undefined;
  return messages.map((message, index) => {
    const previous = messages[index - 1];
    const sentAt = Date.parse(message.timestamp);
    const gapMs = before === undefined ? Infinity : sentAt - before;
    const day = dayOf(sentAt);
    const newDay = day !== dayBefore;
    [before, dayBefore] = [sentAt, day];
    const newHere =
      readUpTo !== undefined &&
      previous !== undefined &&
      !later(previous.id, readUpTo) &&
      later(message.id, readUpTo) &&
      message.author.id !== me;
    const row: Row = {
      message,
      follows:
        !newDay &&
        !newHere &&
        previous?.author.id === message.author.id &&
        previous.webhook_id === message.webhook_id &&
        gapMs < SOON_MS &&
        message.message_reference === undefined &&
        !message.interaction_metadata &&
        systemLine(message) === undefined &&
        systemLine(previous) === undefined &&
        ((previous.flags ?? 0) & 64) === ((message.flags ?? 0) & 64),
      newHere,
      mentionsMe: mentions(message, me, myRoles),
      ...(newDay && { day: formatInstant(sentAt, 'D') }),
    };
    const known = rowsByMessage.get(message);
    if (
      known &&
      known.follows === row.follows &&
      known.newHere === newHere &&
      known.day === row.day &&
      known.mentionsMe === row.mentionsMe
    )
      return known;
    rowsByMessage.set(message, row);
    return row;
  });
}

/** Snowflakes are compared as numbers of up to 20 digits. */
export const later = (a: string, b: string): boolean => a.length > b.length || (a.length === b.length && a > b);
