import type { z } from 'zod';
import type { Answers } from '../commands/answers.ts';
import { decodeCustomId } from '../commands/custom-id.ts';
import type { ChatMessage } from '../commands/command.ts';
import type { RawValue } from '../commands/option.ts';
import type { emojiSchema, InteractionData, MessageData, OptionData, ResolvedData } from './interaction-data.ts';
import { permalink } from './permalink.ts';

/** What an interaction asks for, in the words of `commands/`. */
export type Called =
  | { readonly what: 'command'; readonly name: string; readonly raw: Readonly<Record<string, RawValue>> }
  | {
      readonly what: 'suggest';
      readonly name: string;
      readonly option: string;
      readonly typed: string;
      /** The other options, as far as they are filled in. */
      readonly given: Readonly<Record<string, RawValue>>;
    }
  | {
      readonly what: 'action';
      readonly action: string;
      readonly args: readonly string[];
      readonly fields: Answers;
      readonly through: 'button' | 'modal';
    }
  | { readonly what: 'menu'; readonly name: string; readonly message: ChatMessage }
  /** A button of another bot's making or of a version that is gone. */
  | { readonly what: 'unknown' };

const SUBCOMMAND = 1;
const GROUP = 2;
const ATTACHMENT = 11;
const MESSAGE_MENU = 3;

export function calledBy(interaction: InteractionData): Called {
  if (interaction.type === 3) {
    const { custom_id, values } = interaction.data;
    return action(custom_id, values ? { chosen: values } : {}, 'button');
  }
  if (interaction.type === 5) return action(interaction.data.custom_id, fieldsOf(interaction.data), 'modal');

  const { data } = interaction;
  if (data.type === MESSAGE_MENU) {
    const message = data.resolved?.messages?.[data.target_id ?? ''];
    return message
      ? { what: 'menu', name: data.name, message: chatMessage(message, interaction.guild_id) }
      : { what: 'unknown' };
  }
  let name = data.name;
  let options = data.options;
  for (let first = options[0]; first && (first.type === SUBCOMMAND || first.type === GROUP); first = options[0]) {
    name += ` ${first.name}`;
    options = first.options ?? [];
  }
  if (interaction.type === 4) {
    const focused = options.find((option) => option.focused);
    const others = options.filter((option) => option !== focused);
    return {
      what: 'suggest',
      name,
      option: focused?.name ?? '',
      typed: String(focused?.value ?? ''),
      given: rawValues(others, data.resolved),
    };
  }
  return { what: 'command', name, raw: rawValues(options, data.resolved) };
}

/** The name of a bot that was chosen where a person is meant, as Discord’s clients let one: in no option, field or menu is a bot meant. */
export const botChosen = ({ data }: InteractionData): string | undefined =>
  Object.values(data.resolved?.users ?? {}).find(({ bot }) => bot === true)?.username;

function action(customId: string, fields: Answers, through: 'button' | 'modal'): Called {
  const decoded = decodeCustomId(customId);
  return decoded ? { what: 'action', ...decoded, fields, through } : { what: 'unknown' };
}

function rawValues(options: readonly OptionData[], resolved: ResolvedData | undefined): Record<string, RawValue> {
  const raw: Record<string, RawValue> = {};
  for (const { name, type, value } of options) {
    if (value === undefined) continue;
    const file = type === ATTACHMENT ? resolved?.attachments?.[String(value)] : undefined;
    raw[name] = file
      ? { name: file.filename, url: file.url, contentType: file.content_type ?? null, sizeBytes: file.size }
      : value;
  }
  return raw;
}

/** A form's answers under the fields' names: text, chosen values or ids; an uploaded file as its address. */
function fieldsOf(data: Extract<InteractionData, { type: 5 }>['data']): Record<string, readonly string[]> {
  const fields: Record<string, readonly string[]> = {};
  for (const row of data.components) {
    for (const field of row.component ? [row.component] : (row.components ?? [])) {
      const values = field.values ?? (field.value === null || field.value === undefined ? [] : [String(field.value)]);
      fields[field.custom_id] = values.map((value) => data.resolved?.attachments?.[value]?.url ?? value);
    }
  }
  return fields;
}

/** A message of Discord's as commands see it. */
export const chatMessage = (message: MessageData, guildId: string | undefined): ChatMessage => ({
  id: message.id,
  channelId: message.channel_id,
  authorId: message.author.id,
  authorName: message.author.global_name ?? message.author.username,
  text: message.content,
  sentAt: Date.parse(message.timestamp),
  permalink: permalink(guildId ?? message.guild_id, message.channel_id, message.id),
  attachments: message.attachments.map((file) => ({
    name: file.filename,
    url: file.url,
    contentType: file.content_type ?? null,
    sizeBytes: file.size,
  })),
  ...(message.reactions && {
    reactions: message.reactions.map(({ count, me, emoji }) => ({
      emoji: emojiText(emoji),
      others: count - Number(me),
      own: me,
    })),
  }),
});

/** 📌, or `name:id`. */
export const emojiText = ({ id, name }: z.infer<typeof emojiSchema>): string =>
  id ? `${name ?? ''}:${id}` : (name ?? '');
