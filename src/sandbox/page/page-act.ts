import { z } from 'zod';
import type { Exchange } from '../control/exchange.ts';
import type { UploadedFile } from '../files.ts';
import { refused } from '../refused.ts';
import type { PageParts } from './page-parts.ts';

const file = z.object({ name: z.string().max(300), type: z.string().max(200), base64: z.base64() });
const id = z.string().regex(/^\d{15,20}$/);
const plain = z.union([z.string(), z.number(), z.boolean()]);

/** What a person can do on the page, in one shape each. */
const act = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('send'),
    channel: id,
    text: z.string(),
    files: z.array(file).max(10).default([]),
    replyTo: id.optional(),
    pings: z.boolean().default(true),
  }),
  z.object({ act: z.literal('edit'), message: id, text: z.string() }),
  z.object({ act: z.literal('delete'), message: id }),
  z.object({ act: z.literal('react'), message: id, emoji: z.string().max(100), on: z.boolean() }),
  z.object({ act: z.literal('pin'), message: id, on: z.boolean() }),
  z.object({ act: z.literal('typing'), channel: id }),
  z.object({ act: z.literal('thread'), channel: id, name: z.string().min(1).max(100), message: id.optional() }),
  z.object({
    act: z.literal('command'),
    channel: id,
    name: z.string(),
    options: z.record(z.string(), plain),
    files: z.record(z.string(), file).default({}),
  }),
  z.object({
    act: z.literal('suggest'),
    channel: id,
    name: z.string(),
    options: z.record(z.string(), plain),
    focused: z.string(),
  }),
  z.object({ act: z.literal('press'), message: id, customId: z.string() }),
  z.object({ act: z.literal('select'), message: id, customId: z.string(), values: z.array(z.string()).max(25) }),
  z.object({
    act: z.literal('submit'),
    interaction: id,
    fields: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string()), z.array(file)])),
  }),
  z.object({ act: z.literal('messageMenu'), message: id, name: z.string() }),
  z.object({ act: z.literal('userMenu'), channel: id, user: id, name: z.string() }),
]);

type SentFile = z.infer<typeof file>;

const uploaded = (sent: SentFile, index: number): UploadedFile => ({
  index,
  filename: sent.name,
  contentType: sent.type || 'application/octet-stream',
  content: Buffer.from(sent.base64, 'base64'),
});

const outcome = (exchange: Exchange): object => ({
  interactionId: exchange.id,
  ...(exchange.modal && { modal: exchange.modal }),
  ...(exchange.choices && { choices: exchange.choices }),
  ...(exchange.error !== null && { error: exchange.error }),
});

/** Does it as this person and tells what came of it. What Discord would refuse is thrown as a DiscordRefusal. */
export async function pageAct(parts: PageParts, me: string, body: unknown): Promise<unknown> {
  const parsed = act.safeParse(body);
  if (!parsed.success) throw refused(50035, parsed.error.issues[0]?.message ?? 'Invalid Form Body');
  const wanted = parsed.data;
  const person = parts.as(me);
  switch (wanted.act) {
    case 'send':
      return person.send(wanted.channel, wanted.text, {
        attachments: wanted.files.map(uploaded),
        pings: wanted.pings,
        ...(wanted.replyTo !== undefined && { replyTo: wanted.replyTo }),
      });
    case 'edit':
      return person.edit(wanted.message, wanted.text);
    case 'delete':
      person.delete(wanted.message);
      return {};
    case 'react':
      person[wanted.on ? 'react' : 'unreact'](wanted.message, wanted.emoji);
      return {};
    case 'pin':
      person[wanted.on ? 'pin' : 'unpin'](wanted.message);
      return {};
    case 'typing':
      person.typing(wanted.channel);
      return {};
    case 'thread':
      return person.startThread(wanted.channel, wanted.name, wanted.message);
    case 'command': {
      const files = Object.entries(wanted.files).map(([name, sent], index) => [name, uploaded(sent, index)] as const);
      return outcome(
        await person.command(wanted.channel, wanted.name, { ...wanted.options, ...Object.fromEntries(files) }),
      );
    }
    case 'suggest':
      return outcome(await person.autocomplete(wanted.channel, wanted.name, wanted.options, wanted.focused));
    case 'press':
      return outcome(await person.press(wanted.message, wanted.customId));
    case 'select':
      return outcome(await person.select(wanted.message, wanted.customId, wanted.values));
    case 'submit': {
      const interaction = parts.interactions.byId(wanted.interaction);
      if (!interaction) throw refused(10062, 'This form is too old. Open it again.');
      return outcome(await person.submit({ interaction }, fieldsOf(wanted.fields)));
    }
    case 'messageMenu':
      return outcome(await person.messageMenu(wanted.message, wanted.name));
    case 'userMenu':
      return outcome(await person.userMenu(wanted.channel, wanted.user, wanted.name));
  }
}

type SentField = string | boolean | string[] | SentFile[];

const isFile = (value: string | SentFile): value is SentFile => typeof value === 'object';

const sentField = (value: SentField): string | boolean | string[] | UploadedFile[] => {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  const list: readonly (string | SentFile)[] = value;
  const files = list.filter(isFile);
  return files.length > 0 ? files.map(uploaded) : list.filter((one) => typeof one === 'string');
};

const fieldsOf = (
  fields: Readonly<Record<string, SentField>>,
): Record<string, string | boolean | string[] | UploadedFile[]> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, sentField(value)]));
