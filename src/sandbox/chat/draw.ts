import { styleText } from 'node:util';
import type { SeenComponent, SeenMessage } from './seen.ts';
import { type Names, plain, terminalText } from './text.ts';

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
/** The type of what Discord writes itself when somebody pins. */
const PINNED = 6;

/** A message as lines of a terminal; its buttons get the numbers from `next` on. */
export function drawMessage(
  message: SeenMessage,
  me: string,
  names: Names,
  next: (pressable: Pressable) => number,
): string {
  const text = (raw: string): string => terminalText(raw, names);
  const who = plain(message.author.global_name ?? message.author.username);
  const name = styleText(message.author.id === me ? 'green' : 'cyan', who);
  const whisper = message.flags & EPHEMERAL ? styleText('dim', ' (only you see this)') : '';
  const lines = [`${name}${whisper}`];
  if (message.flags & LOADING) lines.push(styleText('dim', 'is thinking…'));
  if (message.type === PINNED) lines.push(styleText('dim', 'pinned a message'));
  if (message.content !== '') lines.push(...text(message.content).split('\n'));
  for (const embed of message.embeds) {
    if (embed.title !== undefined) lines.push(`│ ${styleText('bold', text(embed.title))}`);
    if (embed.description !== undefined)
      lines.push(
        ...text(embed.description)
          .split('\n')
          .map((line) => `│ ${line}`),
      );
    for (const field of embed.fields) lines.push(`│ ${styleText('bold', text(field.name))}: ${text(field.value)}`);
    if (embed.footer) lines.push(`│ ${styleText('dim', text(embed.footer.text))}`);
  }
  for (const attachment of message.attachments) lines.push(`📎 ${plain(attachment.filename)} ${attachment.url}`);
  for (const component of message.components) lines.push(...drawComponent(component, message, text, next));
  return lines.join('\n  ');
}

function drawComponent(
  component: SeenComponent,
  message: SeenMessage,
  text: (raw: string) => string,
  next: (pressable: Pressable) => number,
): string[] {
  const inner = [...(component.components ?? []), ...(component.accessory ? [component.accessory] : [])];
  const below = inner.flatMap((one) => drawComponent(one, message, text, next));
  if (component.type === 1) return below.length > 0 ? [below.join('  ')] : [];
  if (component.type === 10) return [text(component.content ?? '')];
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
