import { askOverHttp } from './ask-over-http.ts';
import type { Answered, Control, Fault, Snapshot } from './control.ts';
import { submittedFields } from './answers.ts';
import { type EventStream, openEventStream, type StreamEvent } from './event-stream.ts';
import { frameOf, type SandboxFrame } from './sandbox-frame.ts';
import { sentFile } from './sent-file.ts';
import type { Channel, Choice } from './shapes.ts';

export function connectTo(
  me: string,
  guildId: string,
  after: number,
  on: { readonly event: (event: StreamEvent) => void; readonly state: (state: 'connecting' | 'open' | 'lost') => void },
): EventStream {
  const base = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/page/events`;
  return openEventStream((last) => `${base}?as=${me}&guild=${guildId}&after=${last}`, after, on);
}

interface Outcome extends Answered {
  readonly error?: string;
  readonly choices?: readonly Choice[];
}

/** The page's questions over HTTP to the sandbox that served it; of the first guild where none is named. */
export function httpControl(named: string, namedGuild: string): Control {
  let me = named;
  let guildId = namedGuild;
  const ask = askOverHttp(() => me);
  const act = <T>(body: object): Promise<T> => ask<T>('act', body);
  const interact = async (body: object): Promise<Answered> => {
    const outcome = await act<Outcome>(body);
    if (outcome.error !== undefined) throw new Error(`${outcome.error}.`);
    return outcome;
  };
  const optionsOf = (
    values: readonly { readonly name: string; readonly value: string | number | boolean }[],
  ): Record<string, string | number | boolean> => Object.fromEntries(values.map(({ name, value }) => [name, value]));

  return {
    me: () => me,
    guildId: () => guildId,
    async snapshot(wanted) {
      if (wanted !== undefined) me = wanted;
      const snapshot = await ask<Snapshot>(`snapshot?guild=${guildId}`);
      me = snapshot.me;
      guildId = snapshot.guild.id;
      return snapshot;
    },
    messages: (channelId, before) =>
      ask(`messages?channel=${channelId}${before === undefined ? '' : `&before=${before}`}`),
    around: (channelId, messageId) => ask(`messages?channel=${channelId}&around=${messageId}`),
    pins: (channelId) => ask(`pins?channel=${channelId}`),
    search: (text) => ask(`search?text=${encodeURIComponent(text)}`),
    reactors: (messageId, emoji) => ask(`reactors?message=${messageId}&emoji=${encodeURIComponent(emoji)}`),
    commands: (channelId) => ask(`commands?channel=${channelId}`),
    threads: (channelId) => ask(`threads?channel=${channelId}`),
    send: async (channel, text, files, reply) => {
      await act({
        act: 'send',
        channel,
        text,
        files: await Promise.all(files.map(sentFile)),
        ...(reply && { replyTo: reply.to, pings: reply.pings }),
      });
    },
    edit: (_channel, message, text) => act({ act: 'edit', message, text }),
    remove: (_channel, message) => act({ act: 'delete', message }),
    react: (_channel, message, emoji, on) => act({ act: 'react', message, emoji, on }),
    pin: (_channel, message, on) => act({ act: 'pin', message, on }),
    typing: (channel) => act({ act: 'typing', channel }),
    startThread: (channel, message, name) =>
      act<Channel>({ act: 'thread', channel, name, ...(message !== undefined && { message }) }),
    command: async (channel, _command, words, values, files) => {
      const names = new Set(Object.keys(files));
      const uploads = await Promise.all(
        Object.entries(files).map(async ([name, file]) => [name, await sentFile(file)] as const),
      );
      return interact({
        act: 'command',
        channel,
        name: words.join(' '),
        options: optionsOf(values.filter(({ name }) => !names.has(name))),
        files: Object.fromEntries(uploads),
      });
    },
    suggest: async (channel, _command, words, option, values, typed) => {
      const outcome = await act<Outcome>({
        act: 'suggest',
        channel,
        name: words.join(' '),
        options: { ...optionsOf(values), [option]: typed },
        focused: option,
      });
      if (outcome.error !== undefined) throw new Error(outcome.error);
      return outcome.choices ?? [];
    },
    press: (message, customId, _type, values) =>
      interact(
        values === undefined
          ? { act: 'press', message: message.id, customId }
          : { act: 'select', message: message.id, customId, values },
      ),
    menu: (channel, command, target) =>
      interact(
        Number(command.type) === 3
          ? { act: 'messageMenu', message: target, name: command.name }
          : { act: 'userMenu', channel, user: target, name: command.name },
      ),
    submit: async (interaction, _channel, _customId, fields, answers) => {
      const given = await Promise.all(
        submittedFields(fields, answers).map(
          async (field) =>
            [
              field.customId,
              field.files ? await Promise.all(field.files.map(sentFile)) : (field.values ?? field.value ?? ''),
            ] as const,
        ),
      );
      return interact({ act: 'submit', interaction, fields: Object.fromEntries(given) });
    },
    advance: async (durationMs) => (await ask<{ nowMs: number }>(`clock?ms=${durationMs}`, {})).nowMs,
    frames: async (after) => (await ask<readonly SandboxFrame[]>(`frames?after=${after}`)).map(frameOf),
    faults: () => ask<readonly Fault[]>('faults'),
    addFault: (order) => ask('faults', order),
    removeFault: (id) => ask(`faults/remove?id=${id}`, {}),
    cutGateway: (resumable) => ask(`gateway?forget=${!resumable}`, {}),
  };
}
