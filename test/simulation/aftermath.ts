import { incidentFold } from '../../src/incidents/fold.ts';
import type { Message } from '../../src/sandbox/model.ts';
import { verify } from '../../src/timeline/verify.ts';
import type { Entry } from '../../src/timeline/entry.ts';
import { operator } from '../../src/app/operator.ts';
import type { MusterUnderTest } from './muster-under-test.ts';
import { pass, time } from './simulation.ts';
import type { Asked } from './story.ts';

const KINDS: Readonly<Record<Asked['what'], string>> = {
  incident: 'incident.declared',
  note: 'note.added',
  update: 'update.posted',
  task: 'task.added',
  page: 'page.opened',
};

/** Discord is well again, and all that is to be done gets the time it needs; what is then not as it should be. */
export async function aftermath(muster: MusterUnderTest, asked: readonly Asked[]): Promise<readonly string[]> {
  muster.sandbox.faults.clear();
  const left = await rest(muster);
  const { store } = muster.app();
  const entries = await everything(muster);
  return [
    ...left,
    ...(await store.effects({ state: 'parked', limit: 20 })).map(
      ({ kind, lastError }) => `${kind} was parked: ${lastError ?? ''}`,
    ),
    ...(await verify(store)).faults.map(({ stream, seq, reason }) => `${stream} entry ${seq}: ${reason}`),
    ...asked.flatMap((one) => onceOnRecord(one, entries)),
    ...(await incidentsInDiscord(muster, entries)),
    ...saidTwice(muster),
  ];
}

/** Waits until nothing is due any more; what is left after half a day. */
async function rest(muster: MusterUnderTest): Promise<readonly string[]> {
  const { store } = muster.app();
  let open: readonly string[] = [];
  for (let waited = 0; waited < 36; waited++) {
    await pass(20 * 60_000);
    const due = [
      ...(await store.effects({ state: 'running', limit: 50 })),
      ...(await store.effects({ state: 'pending', limit: 500 })).filter(({ dueAt }) => dueAt <= time.now()),
    ];
    open = due.map(({ kind, lastError }) => `${kind} is not done: ${lastError ?? 'no error'}`);
    if (open.length === 0) break;
  }
  return open;
}

async function everything(muster: MusterUnderTest): Promise<readonly Entry[]> {
  const { store } = muster.app();
  const streams = await store.streams({ limit: 10_000 });
  return (await Promise.all(streams.map((stream) => store.read(stream)))).flat();
}

/** What was acknowledged is on record exactly once, anything else at most once. */
function onceOnRecord(asked: Asked, entries: readonly Entry[]): readonly string[] {
  const found = entries.filter(
    ({ kind, data }) => kind === KINDS[asked.what] && JSON.stringify(data).includes(` ${asked.word}`),
  ).length;
  const acknowledged = asked.acknowledged();
  return found === 1 || (found === 0 && !acknowledged)
    ? []
    : [
        `${asked.what} ${asked.word} (${acknowledged ? 'acknowledged' : 'not acknowledged'}) is on record ${found} times`,
      ];
}

/** Each incident has one channel, one pinned card that says what is the case, one announcement; lists show what was recorded. */
async function incidentsInDiscord(muster: MusterUnderTest, entries: readonly Entry[]): Promise<readonly string[]> {
  const { state: discord } = muster.sandbox.world;
  const { timeline, incidents } = muster.app();
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
function saidTwice(muster: MusterUnderTest): readonly string[] {
  const { state: discord } = muster.sandbox.world;
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
