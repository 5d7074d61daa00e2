import type { App } from '../../src/app.ts';
import { allFolds } from '../../src/app/open-record.ts';
import { operator } from '../../src/app/operator.ts';
import { incidentFold } from '../../src/incidents/fold.ts';
import type { Message, State } from '../../src/sandbox/model.ts';
import type { Entry } from '../../src/timeline/entry.ts';
import { verify } from '../../src/timeline/verify.ts';
import { type Asked, onceOnRecord } from './asked.ts';

/*
 * What must be true of the record and of Discord after whatever went wrong: read by the simulation, and after `kill -9`.
 */

/** Once nothing is left to be done: what is not as it should be, in words. `app` may be read-only. */
export async function notAsRecorded(
  app: Pick<App, 'store' | 'timeline' | 'kinds' | 'incidents'>,
  discord: State,
  asked: readonly Asked[],
): Promise<readonly string[]> {
  const { store } = app;
  const streams = await store.streams({ limit: 10_000 });
  const entries = (await Promise.all(streams.map((stream) => store.read(stream)))).flat();
  const { faults, derived } = await verify(store, { kinds: app.kinds, folds: allFolds() });
  return [
    ...(await store.effects({ state: 'parked', limit: 20 })).map(
      ({ kind, lastError }) => `${kind} was parked: ${lastError ?? ''}`,
    ),
    ...faults.map(({ stream, seq, reason }) => `${stream} entry ${seq}: ${reason}`),
    ...derived,
    ...asked.flatMap((one) => onceOnRecord(one, entries)),
    ...(await incidentsInDiscord(app, discord, entries)),
    ...saidTwice(discord),
  ];
}

/** Each incident has one channel, one pinned card that says what is the case, one announcement; lists show what was recorded. */
async function incidentsInDiscord(
  { timeline, incidents }: Pick<App, 'timeline' | 'incidents'>,
  discord: State,
  entries: readonly Entry[],
): Promise<readonly string[]> {
  const said = [...discord.messages.values()]
    .flatMap((channel) => [...channel.values()])
    .filter(({ authorId }) => authorId === discord.applicationId);
  const announcements = [...discord.channels.values()].find(({ name }) => name === 'incidents')?.id;
  const wrong: string[] = [];
  for (const { stream } of entries.filter(({ kind }) => kind === 'incident.declared')) {
    const state = await timeline.state(stream, incidentFold);
    const row = await incidents.lookup.byStream(stream, operator);
    const own = said.filter(({ channelId }) => channelId === state.channelId);
    const cards = own.filter(({ pinnedAt }) => pinnedAt !== null);
    const expect = (what: string, is: unknown, wanted: unknown): void => {
      if (is !== wanted) wrong.push(`incident ${state.number}: ${what} is ${String(is)} and not ${String(wanted)}`);
    };
    expect('the title in lists', row?.title, state.title);
    expect('the status in lists', row?.status, state.status);
    expect('the severity in lists', row?.severity, state.severity);
    const prefix = `inc-${state.number}-`;
    const channels = [...discord.channels.values()].filter(({ name }) => name?.startsWith(prefix));
    expect('the number of its channels', channels.length, 1);
    expect('the number of its pinned cards', cards.length, 1);
    expect('whether its card is the pinned one', cards[0]?.id, state.cardId);
    const card = textOf(cards[0]).toLowerCase();
    for (const words of [state.title, state.severity, state.status])
      expect(`whether its card says "${words}"`, card.includes(words.toLowerCase()), true);
    const announced = said.filter(
      (message) => message.channelId === announcements && titlesOf(message).some((title) => names(title, state.number)),
    );
    expect('the number of its announcements', announced.length, 1);
    expect('whether its announcement is the one', announced[0]?.id, state.announcement?.messageId);
    for (const { data } of entries.filter((entry) => entry.stream === stream && entry.kind === 'update.posted')) {
      const word = / (w\d+x)/.exec(JSON.stringify(data))?.[1] ?? '';
      const shown = own.filter(
        (message) => titlesOf(message).some((title) => /Update on/.test(title)) && textOf(message).includes(` ${word}`),
      );
      expect(`how often the update ${word} stands in its channel`, shown.length, 1);
    }
  }
  return wrong;
}

/** What Muster says by itself it says once: the nonce is the effect's id. */
function saidTwice(discord: State): readonly string[] {
  return [...discord.messages.values()].flatMap((channel) =>
    [...Map.groupBy(channel.values(), ({ nonce }) => nonce)]
      .filter(([nonce, messages]) => nonce !== undefined && messages.length > 1)
      .map(([nonce, messages]) => `effect ${nonce ?? ''} was said ${messages.length} times: ${textOf(messages[0])}`),
  );
}

const textOf = (message: Pick<Message, 'content' | 'embeds'> | undefined): string =>
  JSON.stringify([message?.content, message?.embeds]);
const titlesOf = (message: Message): readonly string[] => message.embeds.flatMap(({ title }) => title ?? []);
const names = (title: string, number: number): boolean => new RegExp(`\\b[Ii]ncident ${number}(?!\\d)`).test(title);
