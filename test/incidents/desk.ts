import { expect } from 'vitest';
import { type Instant, virtualClock, type VirtualClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { type Result, ok } from '../../src/base/result.ts';
import { permissionsOf } from '../../src/catalog/permission.ts';
import { createServices, type Services } from '../../src/catalog/services.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { createDispatcher } from '../../src/commands/dispatch.ts';
import type { Reply } from '../../src/commands/message.ts';
import type { RawValue } from '../../src/commands/option.ts';
import { defaultIncidentsConfig, type IncidentsConfig } from '../../src/incidents/config.ts';
import { createIncidents, type IncidentsOptions } from '../../src/incidents/incidents.ts';
import { incidentShapes } from '../../src/incidents/shapes.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { composeEntryKinds } from '../../src/timeline/entry-kind.ts';
import { timelineKinds } from '../../src/timeline/kinds.ts';
import type { Entry } from '../../src/timeline/entry.ts';
import { createEffectsWorker } from '../../src/timeline/effects-worker.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';

export const ALICE = '100000000000000001';
export const BOB = '100000000000000002';
export const STRANGER = '100000000000000009';
export const NAMES: Readonly<Record<string, string>> = { [ALICE]: 'Alice', [BOB]: 'Bob', [STRANGER]: 'Mallory' };

export const START = Date.parse('2026-11-22T19:30:00Z');

export interface DeskOptions {
  readonly start?: Instant;
  readonly config?: Partial<IncidentsConfig>;
  readonly services?: Services;
  readonly timeZone?: string;
  /** What app.ts gives beside: links, presets, changes. */
  readonly given?: Partial<IncidentsOptions>;
}

/** The domain on a real store, with people who type: everything but Discord. */
export function openDesk(options: DeskOptions = {}) {
  const clock: VirtualClock = virtualClock(options.start ?? START);
  const kinds = composeEntryKinds(incidentShapes.kinds, timelineKinds);
  const store = openSqliteStore({ path: ':memory:', projections: incidentShapes.projections, kinds, clock });
  const timeline = createTimeline({ store, clock, kinds, newId, secrets: options.given?.secrets ?? [] });
  const config = { ...defaultIncidentsConfig, ...options.config };
  const incidents = createIncidents({
    timeline,
    store,
    clock,
    kinds,
    newId,
    config: () => config,
    services: () => options.services ?? createServices({}),
    timeZone: () => options.timeZone ?? 'UTC',
    nameOf: (id) => NAMES[id],
    readFile: async ({ url }) => ok(Buffer.from(url.replace('data:,', ''), 'base64').toString('utf8')),
    ...options.given,
  });
  const dispatcher = createDispatcher({
    declarations: () => ({
      commands: incidents.commands,
      actions: incidents.actions,
      menus: incidents.menus,
      permissions: incidentShapes.permissions,
    }),
    involvement: (context, target) => incidents.involvement(context, target),
  });

  let calls = 0;
  const as = (person: string, channelId?: string, admin = false) => {
    const context = (): CommandContext => ({
      cause: {
        causeId: `interaction:${++calls}`,
        actor: { kind: 'person', id: person },
        source: { kind: 'command', permalink: `https://discord.com/channels/1/2/${calls}` },
      },
      viewer: {
        id: person,
        name: NAMES[person] ?? person,
        roleIds: [],
        permissions: permissionsOf(
          { id: person, roles: [], managesServer: admin },
          incidentShapes.permissions,
          [],
          false,
        ),
      },
      now: clock.now(),
      place: channelId === undefined ? null : { channelId },
      locale: 'en-US',
      timeZone: options.timeZone ?? 'UTC',
      progress: () => undefined,
      signal: new AbortController().signal,
    });
    return {
      type: (name: string, raw: Readonly<Record<string, RawValue>> = {}): Promise<Result<Reply>> =>
        dispatcher.command(name, raw, context()),
      press: (
        action: string,
        args: readonly string[],
        fields: Readonly<Record<string, readonly string[]>> = {},
      ): Promise<Result<Reply>> => dispatcher.action(action, args, fields, context()),
      suggest: (command: string, option: string, typed: string, given: Readonly<Record<string, RawValue>> = {}) =>
        dispatcher.suggest(command, option, typed, context(), given),
      context,
    };
  };

  /** The stream of an incident by its number, whoever may see it. */
  const streamOf = async (number: number): Promise<string> => {
    const root = as(ALICE, undefined, true).context().viewer;
    return (await incidents.lookup.byNumber(number, root))?.stream ?? '';
  };
  const entries = async (number: number): Promise<readonly Entry[]> => timeline.read(await streamOf(number));
  return { clock, store, timeline, kinds, config, incidents, dispatcher, as, streamOf, entries };
}

export type Desk = ReturnType<typeof openDesk>;

/** Does what Discord would do for `channel.open`, so that the incident has a channel. */
export async function openChannel(desk: Desk, number: number, channelId: string): Promise<void> {
  const stream = await desk.streamOf(number);
  const [effect] = await desk.store.effects({ kind: 'channel.open', stream, limit: 1 });
  if (effect) await desk.incidents.results.channelOpened(effect, channelId);
}

/** Runs timers; what would go to Discord is collected. `absent`: not before it is started; `away`: Discord takes nothing. */
export function working(desk: Desk, { absent = false, away = { now: false } } = {}) {
  const posted: { kind: string; payload: unknown }[] = [];
  const collect = async (effect: { kind: string; payload: unknown }) => {
    if (away.now) return { outcome: 'retry' as const, reason: 'away', waits: true, at: desk.clock.now() + 21_600_000 };
    posted.push({ kind: effect.kind, payload: effect.payload });
    return { outcome: 'done' as const };
  };
  const outside = [
    'channel.open',
    'channel.rename',
    'channel.archive',
    'channel.delete',
    'voice.open',
    'voice.close',
    'members.add',
    'message.post',
    'card.refresh',
    'announcement',
    'direct-message.send',
    'head.record',
    'incident.page',
    'incident.keep-pages',
  ];
  const worker = createEffectsWorker({
    store: desk.store,
    clock: desk.clock,
    timeline: desk.timeline,
    handlers: { ...Object.fromEntries(outside.map((kind) => [kind, collect])), ...desk.incidents.effects },
  });
  if (!absent) worker.start();
  return {
    posted,
    worker,
    posts: () => posted.filter(({ kind }) => kind === 'message.post').map(({ payload }) => JSON.stringify(payload)),
  };
}

/** When all that was due by now is done: what was not said by then is not said. */
export const nothingDue = (desk: Desk): Promise<void> =>
  expect
    .poll(async () => {
      const left = [
        ...(await desk.store.effects({ state: 'pending', limit: 100 })),
        ...(await desk.store.effects({ state: 'running', limit: 100 })),
      ];
      return left.filter(({ dueAt }) => dueAt <= desk.clock.now()).map(({ kind }) => kind);
    })
    .toEqual([]);

/** Everything that a reply shows, as one text. */
export const textOf = (result: Result<Reply>): string => rawOf(result).replaceAll('","', '');

/** The reply as data. */
export const rawOf = (result: Result<Reply>): string =>
  result.ok ? JSON.stringify(result.value) : `${result.refusal.code}: ${result.refusal.message}`;

export async function whole(text: AsyncIterable<string> | undefined): Promise<string> {
  let all = '';
  for await (const part of text ?? []) all += part;
  return all;
}
