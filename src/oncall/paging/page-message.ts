import { type RichText, instant, joined, rich } from '../../base/rich-text.ts';
import type { Button, Message, Tone } from '../../commands/message.ts';
import { type PageState, isAskedToJoin } from './page-state.ts';
import { isDiscordId, who } from './who.ts';

/**
 * What stands behind a button's stream and wave: `TRAIL` under `/page status`, whose answer is a message of its own so
 * that the trail stays; the person whom the message is for; nothing on a card.
 */
export const TRAIL = 'trail';

/**
 * What one can do with a page as it is now; nothing once it is resolved. `Escalate now` carries the wave that it was
 * drawn in, so that one that was left over from an earlier step does not skip a step that nobody has seen.
 */
export function pageButtons(
  stream: string,
  state: Pick<PageState, 'status' | 'wave' | 'people' | 'acknowledgedBy'>,
  more: { readonly trail?: boolean; readonly past?: boolean; readonly to?: string } = {},
): readonly (readonly Button[])[] {
  const shape = more.trail === true ? [TRAIL] : more.to === undefined ? [] : [more.to];
  const button = (label: string, action: string, style: 'secondary' | 'success' = 'secondary'): Button => ({
    label,
    action,
    args: [stream, String(state.wave), ...shape],
    style,
  });
  if (state.status === 'none' || state.status === 'resolved') return [];
  // Who was asked beside the one who has it answers by the same action, which takes it from nobody.
  const joins = isAskedToJoin(state, more.to) ? [button('Join in', 'page.ack', 'success')] : [];
  const acknowledge = state.status === 'acknowledged' ? joins : [button('Acknowledge', 'page.ack', 'success')];
  const resolve = button('Resolve', 'page.resolve');
  if (more.past === true) return [[...acknowledge, resolve]];
  return [
    [...acknowledge, resolve, button('Escalate now', 'page.escalate'), button('I can’t: next please', 'page.decline')],
    [
      button('Add responder', 'page.add.ask'),
      button('Reassign', 'page.reassign.ask'),
      button('Snooze', 'page.snooze.ask'),
    ],
  ];
}

function condition(state: PageState): RichText | undefined {
  if (state.status === 'acknowledged') {
    const ended = state.alertEnded === null ? '' : '; the alert has ended, so resolve it when you are done';
    return rich`Acknowledged by ${who(state.acknowledgedBy ?? 'somebody')}${ended}`;
  }
  if (state.status === 'resolved') return rich`Resolved by ${who(state.resolvedBy ?? 'somebody')}`;
  if (state.status === 'snoozed' && state.nextAt !== null) return rich`Put off until ${instant(state.nextAt)}`;
  if (state.exhausted && state.nextAt !== null)
    return rich`Nobody has answered; it begins again at ${instant(state.nextAt)}`;
  return undefined;
}

const toneOf = (state: PageState): Tone =>
  state.status === 'resolved'
    ? 'good'
    : state.status === 'open' && state.urgency === 'high'
      ? 'critical'
      : state.status === 'open'
        ? 'warning'
        : 'neutral';

/** As much of somebody's words as a locked phone shows. */
export const firstLine = (message: string): string => {
  const [line = ''] = message.trim().split('\n');
  return line.length <= 150 ? line : `${line.slice(0, 149)}…`;
};

/** What a page says wherever it is shown, as it is now. Its text is somebody's words. */
export function pageMessage(
  stream: string,
  state: PageState,
  more: {
    readonly possibleRepeat?: boolean;
    readonly ping?: readonly string[];
    /** Shown to this person alone: once others are asked, it no longer offers what is theirs. */
    readonly to?: string;
  } = {},
): Message {
  const said = condition(state);
  const title = rich`Page ${state.number}${more.possibleRepeat ? ' (possibly a repeat)' : ''}`;
  // Above a message that pings stands its first line: where that is all of it, it is not quoted as well.
  const quoted = more.ping === undefined || firstLine(state.message) !== state.message.trim();
  const people = state.people.map((told) => who(told.id));
  const past =
    more.to !== undefined &&
    state.status === 'open' &&
    !state.people.some((told) => told.id === more.to && !told.declined);
  return {
    tone: toneOf(state),
    title,
    blocks: [
      ...(quoted ? [{ type: 'quote' as const, text: state.message }] : []),
      {
        type: 'facts',
        facts: [
          ...(said === undefined ? [] : [{ name: 'State', value: said }]),
          { name: 'Urgency', value: [state.urgency] },
          ...(state.service === null ? [] : [{ name: 'Service', value: [state.service] }]),
          ...(people.length === 0
            ? []
            : [{ name: state.status === 'open' ? 'Asked now' : 'Paged', value: joined(people, ', ') }]),
        ],
      },
    ],
    preview: rich`${title}: ${firstLine(state.message)}`,
    buttons: pageButtons(stream, state, { past, ...(more.to !== undefined && { to: more.to }) }),
    ...(more.ping && { ping: { people: more.ping.filter(isDiscordId) } }),
  };
}
