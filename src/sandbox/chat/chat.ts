import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { systemClock } from '../../base/clock.ts';
import { messageOf } from '../../base/result.ts';
import { findToken } from '../token-file.ts';
import { completions, quoted } from './complete.ts';
import { type ControlClient, controlClient } from './control-client.ts';
import { type Pressable, drawMessage } from './draw.ts';
import { channelName, channelTitle, namesIn } from './names.ts';
import {
  type SeenChannel,
  type SeenCommand,
  type SeenComponent,
  type SeenInteraction,
  channelSchema,
  commandSchema,
  type SeenSnapshot,
  interactionSchema,
  messageSchema,
  snapshotSchema,
} from './seen.ts';

export interface SandboxChatOptions {
  /** Address that the sandbox printed. */
  readonly url: string;
  /** Whom to act as; the first person of the guild unless given. */
  readonly as?: string;
  /** Found by itself when the sandbox was started by the same user. */
  readonly controlToken?: string;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly terminal: boolean;
}

const anything = z.unknown();

const HELP = `/command option:value   Tab completes        #channel   go there        text   say it
!press N (a button)  !choose N VALUE …  !react EMOJI  !reply TEXT  !menu NAME (the last message)
!as NAME (be somebody else)  !people  !channels  !dm [NAME] (direct messages)
!clock MINUTES (forward)  !help  !quit`;

/** `muster sandbox chat`. Returns the exit code: 0, or 3 when no sandbox answers. */
export async function runSandboxChat(options: SandboxChatOptions): Promise<number> {
  const say = (line: string): void => {
    options.output.write(`${line}\n`);
  };
  const token = options.controlToken ?? findToken(Number(new URL(options.url).port));
  if (token === undefined) {
    say(`No sandbox of yours runs at ${options.url}: start one with "muster sandbox", or name its address with --url.`);
    return 3;
  }
  let me = { id: '', name: '' };
  let client: ControlClient = controlClient(options.url, token, options.as ?? '');
  let seen: SeenSnapshot = { me: '', nowMs: 0, members: [], roles: [], channels: [] };
  let aheadMs = 0;
  let channels: readonly SeenChannel[] = [];
  let commands: readonly SeenCommand[] = [];
  let here: SeenChannel | undefined;
  let last: string | undefined;
  let stop = (): void => undefined;
  const pressables: Pressable[] = [];

  const draw = (raw: unknown): void => {
    const message = messageSchema.safeParse(raw);
    if (!message.success || message.data.channel_id !== here?.id) return;
    last = message.data.id;
    const names = namesIn({ ...seen, channels: [...channels] }, () => systemClock.now() + aheadMs);
    say(drawMessage(message.data, me.id, names, (pressable) => pressables.push(pressable)));
  };
  const look = async (from: ControlClient): Promise<void> => {
    seen = await from.get('/snapshot', snapshotSchema);
    aheadMs = seen.nowMs - systemClock.now();
    ({ channels } = seen);
  };
  const become = async (name: string): Promise<void> => {
    const next = controlClient(options.url, token, name);
    await look(next);
    stop();
    client = next;
    const own = seen.members.find((member) => member.user.id === seen.me);
    me = { id: seen.me, name: own?.user.username ?? seen.me };
    stop = client.follow(({ t, d }) => {
      if (t === 'MESSAGE_CREATE' || t === 'MESSAGE_UPDATE') draw(d);
      if (t === 'CHANNEL_CREATE' || t === 'THREAD_CREATE') announce(d);
    });
    await go(here && channels.some(({ id }) => id === here?.id) ? here.id : 'general');
  };
  const announce = (raw: unknown): void => {
    const channel = channelSchema.safeParse(raw);
    if (!channel.success) return;
    channels = [...channels, channel.data];
    say(`→ new: ${channelTitle(channel.data)}`);
  };
  const go = async (name: string): Promise<void> => {
    await look(client);
    const found =
      channels.find((one) => channelName(one) === name && one.type !== 4) ?? channels.find((one) => one.id === name);
    if (!found) throw new Error(`There is no #${name} for you. !channels lists them.`);
    here = found;
    last = undefined;
    commands = await client.get(`/channels/${found.id}/commands`, z.array(commandSchema));
    say(`— ${channelTitle(found)} as ${me.name} —`);
    const page = await client.get(`/channels/${found.id}/messages?limit=15`, z.object({ items: z.array(anything) }));
    for (const message of page.items) draw(message);
  };
  const lines = createInterface({
    input: options.input,
    output: options.output,
    terminal: options.terminal,
    completer: async (line: string): Promise<[string[], string]> => {
      const names = channels.flatMap((channel) => channel.name ?? []);
      const completion = completions(commands, names, line);
      const { ask } = completion;
      if (!ask || !here) return [[...completion.lines], line];
      const body = { name: ask.name, options: { [ask.option]: ask.typed }, focused: ask.option };
      const answer = await client
        .post(`/channels/${here.id}/autocomplete`, body, interactionSchema)
        .catch(() => undefined);
      return [(answer?.choices ?? []).map((choice) => `${ask.before}${quoted(String(choice.value))} `), line];
    },
  });

  // Taken now: lines that come before the first prompt wait in it.
  const typed = lines[Symbol.asyncIterator]();
  let ended = false;
  lines.once('close', () => (ended = true));
  const prompt = (): void => {
    if (!ended) lines.prompt();
  };

  const follow = async (answer: SeenInteraction): Promise<void> => {
    if (answer.error !== null) say(`✗ ${answer.error}`);
    if (answer.modal) await fillIn(answer.id, answer.modal);
  };
  const fillIn = async (id: string, modal: NonNullable<SeenInteraction['modal']>): Promise<void> => {
    say(`┌ ${modal.title}`);
    const fields: Record<string, string | string[]> = {};
    for (const part of modal.components) {
      const field = part.component ?? part.components?.[0];
      if (!field?.custom_id) continue;
      const given = (await lines.question(`│ ${question(part, field)}: `)).trim();
      if (given !== '')
        fields[field.custom_id] =
          field.type === 4 || field.type === 21 || field.type === 23
            ? given
            : given.split(',').map((one) => one.trim());
    }
    await follow(await client.post(`/interactions/${id}/submit`, { fields }, interactionSchema));
  };
  const use = async (number: number, values: readonly string[]): Promise<void> => {
    const target = pressables[number - 1];
    if (!target) throw new Error(`There is no [${number}].`);
    const { messageId, customId, type } = target;
    const answer =
      type === 2
        ? await client.post(`/messages/${messageId}/press`, { customId }, interactionSchema)
        : await client.post(`/messages/${messageId}/select`, { customId, values }, interactionSchema);
    await follow(answer);
  };
  const lastMessage = (): string => {
    if (last === undefined) throw new Error('There is no message yet.');
    return last;
  };

  const perform = async (line: string): Promise<void> => {
    const [word = '', ...rest] = line.split(' ');
    const text = rest.join(' ');
    switch (word) {
      case '!help':
        return say(HELP);
      case '!channels':
        return say(
          channels
            .filter((one) => one.type !== 4)
            .map(channelTitle)
            .join('  '),
        );
      case '!people':
        return say(
          (await client.get('/people', z.array(z.object({ name: z.string() })))).map((one) => one.name).join('  '),
        );
      case '!as':
        return become(text);
      case '!press':
        return use(Number(rest[0]), []);
      case '!choose':
        return use(Number(rest[0]), rest.slice(1));
      case '!menu':
        return follow(await client.post(`/messages/${lastMessage()}/menu`, { name: text }, interactionSchema));
      case '!react':
        await client.put(`/messages/${lastMessage()}/reactions/${encodeURIComponent(text)}`);
        return;
      case '!clock':
        if (!(Number(text) > 0)) throw new Error('How many minutes? For example !clock 15');
        await client.post('/clock', { forwardMs: Math.round(Number(text) * 60_000) }, anything);
        await look(client);
        return say(`It is ${text} minutes later.`);
      case '!dm': {
        const direct = await client.post('/direct-messages', text === '' ? {} : { user: text }, channelSchema);
        return go(direct.id);
      }
      default: {
        if (word.startsWith('#')) return go(line.slice(1));
        // Said aloud it would be a message that nobody meant.
        if (/^!\p{L}+$/u.test(word) && word !== '!reply') throw new Error(`There is no ${word}.\n${HELP}`);
        if (!here) return;
        const replyTo = word === '!reply' ? lastMessage() : undefined;
        if (line.startsWith('/'))
          return follow(await client.post(`/channels/${here.id}/type`, { text: line }, interactionSchema));
        const body = { content: replyTo === undefined ? line : text, ...(replyTo !== undefined && { replyTo }) };
        await client.post(`/channels/${here.id}/messages`, body, anything);
      }
    }
  };

  try {
    const people = await client.get('/people', z.array(z.object({ name: z.string() }))).catch(() => undefined);
    await become(options.as ?? people?.[0]?.name ?? '');
  } catch (error) {
    lines.close();
    say(`The sandbox at ${options.url} does not answer as it should: ${messageOf(error)}`);
    return 3;
  }
  say(HELP);
  lines.setPrompt('> ');
  prompt();
  for await (const line of { [Symbol.asyncIterator]: () => typed }) {
    if (line.trim() === '!quit') break;
    if (line.trim() !== '') {
      await perform(line.trim()).catch((error: unknown) => {
        say(`✗ ${messageOf(error)}`);
      });
    }
    prompt();
  }
  stop();
  lines.close();
  return 0;
}

function question(part: SeenComponent, field: SeenComponent): string {
  const label = part.label ?? field.label ?? field.custom_id ?? '';
  const options = field.options?.map((one) => one.value).join(', ');
  const hint = [options && `one of ${options}`, field.required === false ? 'may be empty' : '']
    .filter(Boolean)
    .join('; ');
  return hint === '' ? label : `${label} (${hint})`;
}
