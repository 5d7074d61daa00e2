import { maskJson } from '../../base/masking.ts';
import { type RichText, instant, person, rich, strong } from '../../base/rich-text.ts';
import { type Result, ok } from '../../base/result.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type Block, type Message, type Reply, say, sentence } from '../../commands/message.ts';
import type { When } from '../../timeline/entry.ts';
import { isLetIn } from '../decide/let-in.ts';
import { personOf, type Recorded } from '../parts.ts';
import type { IncidentState } from '../state.ts';

/** One line that says what is now on the record, with the number by which it can be corrected. */
export const recordedReply = (
  recorded: Recorded,
  text: RichText,
  { after = [], ...more }: Omit<Message, 'blocks'> & { readonly after?: readonly Block[] } = {},
): Result<Reply> =>
  recordedBlocks(recorded, [...sentence(rich`${strong(`#${recorded.seq}`)} ${text}`), ...after], more);

/** The same for what somebody wrote at length, under its name: `#12 Summary …`. */
export const recordedProse = (recorded: Recorded, name: string, text: string): Result<Reply> =>
  recordedBlocks(recorded, [{ type: 'prose', lead: rich`${strong(`#${recorded.seq}`)} ${strong(name)}`, text }]);

function recordedBlocks(
  recorded: Recorded,
  blocks: readonly Block[],
  more: Omit<Message, 'blocks'> = {},
): Result<Reply> {
  const message: Message = { ...more, blocks };
  return ok(say(recorded.masked ? sayingSo(message) : message));
}

const MASKED = 'It looked like a secret: it is masked, here and on the record.';

const sayingSo = (message: Message): Message => ({
  ...message,
  footer: [...(message.footer ?? []), ...(message.footer ? [' '] : []), MASKED],
});

/** What a message says with every secret masked, and a line about it; its buttons and files are let alone. */
export function withoutSecrets(message: Message, secrets: readonly string[]): Message {
  const { title, blocks, footer } = message;
  const { value, masked } = maskJson({ blocks, ...(title && { title }), ...(footer && { footer }) }, secrets);
  if (!masked) return message;
  const told = { ...message, ...value };
  return footer?.includes(MASKED) ? told : sayingSo(told);
}

/**
 * Whoever gives somebody else something to do in a private incident lets them in by that, and should know it. Where a Discord
 * role was added, they may have seen it already: who has it, nobody knows here.
 */
export const saidLetIn = (
  incident: Parameters<typeof isLetIn>[0] & Pick<IncidentState, 'responderRoles'>,
  who: string | null | undefined,
  context: CommandContext,
): readonly Block[] =>
  isLetIn(incident, who) && who !== personOf(context)
    ? sentence(
        rich`🔒 This incident is private: ${person(who)} sees it${incident.responderRoles.length === 0 ? ' from now on' : ''}.`,
      )
    : [];

/** `14:05`, `~18:00`, or that its time is unknown. */
export function shownWhen(when: When | undefined, now: number): RichText {
  if (!when) return [instant(now, 'time')];
  if (when.precision === 'order-only') return ['time unknown'];
  return when.precision === 'approximate' ? ['~', instant(when.at, 'date-time')] : [instant(when.at, 'date-time')];
}

/** Beside a field for a time: an incident's people write in several zones, and the chat shows each reader their own. */
export const zoneMeant = (timeZone: string): string => `Without a zone, the time is meant in ${timeZone}`;
