import { stripVTControlCharacters, styleText } from 'node:util';
import type { SeenComponent, SeenMessage } from './seen.ts';

/** What can be pressed or chosen, by the number that stands before it. */
export interface Pressable {
  readonly messageId: string;
  readonly customId: string;
  readonly type: number;
  readonly label: string;
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

const EPHEMERAL = 64;
const LOADING = 128;

/** Text from outside cannot move the cursor, nor colour anything. */
const plain = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');

/** A message as lines of a terminal; its buttons get the numbers from `next` on. */
export function drawMessage(message: SeenMessage, me: string, next: (pressable: Pressable) => number): string {
  const who = plain(message.author.global_name ?? message.author.username);
  const name = styleText(message.author.id === me ? 'green' : 'cyan', who);
  const whisper = message.flags & EPHEMERAL ? styleText('dim', ' (only you see this)') : '';
  const lines = [`${name}${whisper}`];
  if (message.flags & LOADING) lines.push(styleText('dim', 'is thinking…'));
  if (message.content !== '') lines.push(text(message.content, message));
  for (const embed of message.embeds) {
    if (embed.title !== undefined) lines.push(`│ ${styleText('bold', text(embed.title, message))}`);
    if (embed.description !== undefined)
      lines.push(
        ...text(embed.description, message)
          .split('\n')
          .map((line) => `│ ${line}`),
      );
    for (const field of embed.fields)
      lines.push(`│ ${styleText('bold', text(field.name, message))}: ${text(field.value, message)}`);
    if (embed.footer) lines.push(`│ ${styleText('dim', text(embed.footer.text, message))}`);
  }
  for (const attachment of message.attachments) lines.push(`📎 ${plain(attachment.filename)} ${attachment.url}`);
  for (const component of message.components) lines.push(...drawComponent(component, message, next));
  return lines.join('\n  ');
}

/** Mentions by name, timestamps in the terminal's own zone. */
const text = (raw: string, message: SeenMessage): string =>
  plain(raw)
    .replace(/<@!?(\d+)>/g, (whole, id: string) => {
      const user = message.mentions.find((one) => one.id === id);
      return user ? `@${plain(user.username)}` : whole;
    })
    .replace(/<t:(-?\d{1,12})(?::\w)?>/g, (_whole, seconds: string) =>
      new Date(Number(seconds) * 1000).toLocaleString(),
    );

function drawComponent(
  component: SeenComponent,
  message: SeenMessage,
  next: (pressable: Pressable) => number,
): string[] {
  const inner = [...(component.components ?? []), ...(component.accessory ? [component.accessory] : [])];
  const below = inner.flatMap((one) => drawComponent(one, message, next));
  if (component.type === 1) return below.length > 0 ? [below.join('  ')] : [];
  if (component.type === 10) return [text(component.content ?? '', message)];
  const label = plain(component.label ?? component.placeholder ?? component.custom_id ?? '');
  if (component.url !== undefined) return [`[${label}](${plain(component.url)})`];
  if (component.custom_id === undefined) return below;
  if (component.disabled) return [styleText('dim', `[${label}]`)];
  const number = next({
    messageId: message.id,
    customId: component.custom_id,
    type: component.type,
    label,
    options: component.options ?? [],
  });
  return [styleText('yellow', `[${number}] ${label}${component.type === 2 ? '' : ' ▾'}`), ...below];
}
