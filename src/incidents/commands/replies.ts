import { maskJson } from '../../base/masking.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import { type Result, ok } from '../../base/result.ts';
import { type Message, paragraph, type Reply, say } from '../../commands/message.ts';
import type { When } from '../../timeline/entry.ts';
import type { Recorded } from '../parts.ts';

/** One line that says what is now on the record, with the number by which it can be corrected. */
export function recordedReply(recorded: Recorded, text: RichText, more: Omit<Message, 'blocks'> = {}): Result<Reply> {
  const words = rich`${strong(`#${recorded.seq}`)} ${text}`;
  return ok(say(recorded.masked ? withoutSecrets(paragraph(words, more)) : paragraph(words, more)));
}

/** Only who types a command sees its options: what was masked on the record is not told to the whole channel by the answer. */
export const withoutSecrets = ({ footer, ...message }: Message): Message => ({
  ...maskJson(message).value,
  footer: [
    ...(footer ?? []),
    ...(footer ? [' '] : []),
    'It looked like a secret: it is masked, here and on the record.',
  ],
});

/** `14:05`, `~18:00`, or that its time is unknown. */
export function shownWhen(when: When | undefined, now: number): RichText {
  if (!when) return [instant(now, 'time')];
  if (when.precision === 'order-only') return ['time unknown'];
  return when.precision === 'approximate' ? ['~', instant(when.at, 'date-time')] : [instant(when.at, 'date-time')];
}

/** Beside a field for a time: an incident's people write in several zones, and the chat shows each reader their own. */
export const zoneMeant = (timeZone: string): string => `Without a zone, the time is meant in ${timeZone}`;
