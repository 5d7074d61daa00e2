import { formatInstant } from '../markdown/instant.ts';
import type { Message } from '../protocol/shapes.ts';
import { isEphemeral } from './is-ephemeral.ts';
import { systemLine } from './system-line.ts';

const SOON_MS = 7 * 60_000;
/** The longest day, on which clocks are set back, has 25 hours. */
const LONGER_THAN_A_DAY_MS = 26 * 3_600_000;

/** Snowflakes are compared as numbers of up to 20 digits. */
export const later = (a: string, b: string): boolean => a.length > b.length || (a.length === b.length && a > b);

const onOneDay = (a: number, b: number): boolean =>
  Math.abs(a - b) < LONGER_THAN_A_DAY_MS && new Date(a).getDate() === new Date(b).getDate();

export const mentions = (message: Message, me: string, myRoles: readonly string[]): boolean =>
  message.author.id !== me &&
  (message.mention_everyone ||
    message.mentions.some((user) => user.id === me) ||
    message.mention_roles.some((role) => myRoles.includes(role)));

export interface Row {
  readonly message: Message;
  /** Same author, soon after: drawn without a header of its own. What is pinned has one, with its pin. */
  readonly follows: boolean;
  /** The day's name, where a new day begins. */
  readonly day?: string;
  /** Where what this person has not read begins. */
  readonly newHere: boolean;
  readonly mentionsMe: boolean;
}

/** What is read, and by whom. */
export interface Seen {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly me: string;
  readonly myRoles: readonly string[];
  readonly readUpTo: string | undefined;
}

export interface Rows {
  readonly seen: Seen;
  readonly rows: readonly Row[];
}

/** Where what `me` has not read begins; -1 where all was read, where all is new, and before their own words. */
function firstNew({ messages, me, readUpTo }: Seen): number {
  if (readUpTo === undefined) return -1;
  const at = messages.findLastIndex((message) => !later(message.id, readUpTo)) + 1;
  return at > 0 && messages[at]?.author.id !== me ? at : -1;
}

function rowOf(message: Message, previous: Message | undefined, newHere: boolean, { me, myRoles }: Seen): Row {
  const sentAt = Date.parse(message.timestamp);
  const before = previous && Date.parse(previous.timestamp);
  const newDay = before === undefined || !onOneDay(before, sentAt);
  return {
    message,
    follows:
      !newDay &&
      !newHere &&
      previous?.author.id === message.author.id &&
      previous.webhook_id === message.webhook_id &&
      sentAt - before < SOON_MS &&
      message.message_reference === undefined &&
      !message.pinned &&
      !message.interaction_metadata &&
      systemLine(message) === undefined &&
      systemLine(previous) === undefined &&
      isEphemeral(previous) === isEphemeral(message),
    newHere,
    mentionsMe: mentions(message, me, myRoles),
    ...(newDay && { day: formatInstant(sentAt, 'D') }),
  };
}

/**
 * Rows for the list. A row whose message and the one above it are those of `before` is that row: it is neither made nor
 * drawn again, however many there are.
 */
export function rowsOf(seen: Seen, before?: Rows): Rows {
  const { messages } = seen;
  const newAt = firstNew(seen);
  const old = before?.seen.me === seen.me && before.seen.myRoles === seen.myRoles ? before : undefined;
  const shift = messages.length - (old?.rows.length ?? 0);
  const kept = (index: number, oldIndex: number): Row | undefined => {
    const row = old?.rows[oldIndex];
    return row?.message === messages[index] &&
      old?.rows[oldIndex - 1]?.message === messages[index - 1] &&
      row?.newHere === (index === newAt)
      ? row
      : undefined;
  };
  return {
    seen,
    // What changes are one message or some that are next to each other: above them rows stand where they stood, below them moved.
    rows: messages.map(
      (message, index) =>
        kept(index, index) ?? kept(index, index - shift) ?? rowOf(message, messages[index - 1], index === newAt, seen),
    ),
  };
}
