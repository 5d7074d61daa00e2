import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk, type Result } from '../../src/base/result.ts';
import { musterPermissions } from '../../src/catalog/permission.ts';
import { createActions } from '../../src/actions/actions.ts';
import { actionsConfigSchema, type ActionsConfig } from '../../src/actions/config/actions-config.ts';
import { type OpenIncident, registerOf } from '../../src/actions/parts.ts';
import { actionsPermissionsOf } from '../../src/actions/permissions.ts';
import type { Plugins } from '../../src/actions/runners/plugin.ts';
import { actionsShapes } from '../../src/actions/shapes.ts';
import type { RunRow } from '../../src/actions/runs-projection.ts';
import { runBuckets, runsProjection } from '../../src/actions/runs-projection.ts';
import { parseDue } from '../../src/incidents/due.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { createDispatcher } from '../../src/commands/dispatch.ts';
import type { Message, Reply } from '../../src/commands/message.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import type { EffectHandlers } from '../../src/timeline/effect.ts';
import { createEffectsWorker } from '../../src/timeline/effects-worker.ts';
import { composeEntryKinds } from '../../src/timeline/entry-kind.ts';
import { timelineKinds } from '../../src/timeline/kinds.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';

/** Everybody's permissions, by name. */
export const EVERYTHING = [
  'actions.read',
  'actions.ask',
  'actions.run',
  'actions.approve',
  'deploys.read',
  'deploys.run',
  'deploys.lock',
  'deploys.override',
];
const READING = ['actions.read', 'actions.ask', 'deploys.read'];

export const PEOPLE = {
  ann: '100000000000000001',
  bob: '100000000000000002',
  cleo: '100000000000000003',
  guest: '100000000000000004',
} as const;
export type Person = keyof typeof PEOPLE;

export type Room = Awaited<ReturnType<typeof openRoom>>;

/**
 * The domain on a real store, timeline and effects worker, with people who type commands and press buttons. Only the
 * chat's own handlers are left out: what would be posted is collected.
 */
export async function openRoom(options: {
  readonly folder: string;
  readonly config: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly publicUrl?: string;
  readonly githubUrl?: string;
  readonly clock?: Clock;
  readonly recover?: boolean;
  readonly plugins?: () => Plugins | undefined;
}) {
  mkdirSync(options.folder, { recursive: true });
  const clock = options.clock ?? systemClock;
  const config: ActionsConfig = actionsConfigSchema.parse(options.config);
  const kinds = composeEntryKinds(timelineKinds, actionsShapes.kinds);
  const store = openSqliteStore({
    path: join(options.folder, 'muster.db'),
    projections: actionsShapes.projections,
    kinds,
    clock,
  });
  const environment = { PATH: process.env['PATH'], HOME: options.folder, ...options.environment };
  const secrets = Object.values(options.environment ?? {});
  const timeline = createTimeline({ store, clock, kinds, newId, secrets });
  const incidents: (OpenIncident & { readonly service: string })[] = [];
  const posted: { readonly channel: string; readonly message: Message }[] = [];
  const parts = {
    timeline,
    store,
    clock,
    log: silentLog,
    config: () => config,
    environment,
    secrets,
    folder: join(options.folder, 'runs'),
    publicUrl: () => options.publicUrl,
    openIncidentsOf: async (service: string) => incidents.filter((incident) => incident.service === service),
    nameOf: () => undefined,
    timeZone: () => 'UTC',
    dueInWords: parseDue,
    services: () => ['shop'],
    ...(options.plugins && { plugins: options.plugins }),
    ...(options.githubUrl !== undefined && { githubUrl: options.githubUrl }),
  };
  const actions = createActions(parts);
  const cards = new Map<string, Message>();
  const chat: EffectHandlers = {
    'run-card.refresh': async (effect) => {
      const board = await actions.board.read(effect);
      if (!board) return { outcome: 'done' };
      const id = board.messageId ?? newId(clock.now());
      cards.set(id, board.message);
      if (board.messageId === null) await actions.board.posted(effect, board.channel, id);
      return { outcome: 'done' };
    },
    'message.post': async (effect) => {
      posted.push(effect.payload as unknown as { channel: string; message: Message });
      return { outcome: 'done' };
    },
  };
  const worker = createEffectsWorker({ store, clock, timeline, handlers: { ...actions.effects, ...chat } });
  if (options.recover !== false) await actions.recover();
  worker.start();
  const permissions = [...musterPermissions, ...actionsPermissionsOf(config)];
  const dispatcher = createDispatcher({
    declarations: () => ({ commands: actions.commands, actions: actions.actions, menus: [], permissions }),
  });

  const contextOf = (who: Person, causeId = newId(clock.now())): CommandContext => ({
    cause: { causeId, actor: { kind: 'person', id: PEOPLE[who] }, source: { kind: 'command' } },
    viewer: { id: PEOPLE[who], name: who, roleIds: [], permissions: new Set(who === 'guest' ? READING : EVERYTHING) },
    now: clock.now(),
    place: { channelId: '200000000000000001' },
    locale: 'en-GB',
    timeZone: 'UTC',
    progress: () => undefined,
    signal: new AbortController().signal,
  });

  return {
    parts,
    actions,
    timeline,
    store,
    worker,
    incidents,
    posted,
    cards,
    clock,
    type: (
      who: Person,
      name: string,
      raw: Readonly<Record<string, string | number | boolean>> = {},
      causeId?: string,
    ) => dispatcher.command(name, raw, contextOf(who, causeId)),
    press: (
      who: Person,
      action: string,
      args: readonly string[],
      fields: Readonly<Record<string, readonly string[]>> = {},
    ) => dispatcher.action(action, args, fields, contextOf(who)),
    suggest: (who: Person, command: string, option: string, typed: string) =>
      dispatcher.suggest(command, option, typed, contextOf(who)),
    register: () => registerOf(parts),
    rows: async (): Promise<readonly RunRow[]> =>
      (await store.project(runsProjection, { bucket: runBuckets.all, order: 'descending', limit: 100 })).map(
        ({ row }) => row,
      ),
    async entries(stream = 'organisation') {
      return timeline.read(stream);
    },
    /** Waits until the run stands as `wanted` says. */
    async until(run: string, wanted: (row: RunRow) => boolean, timeoutMs = 20_000): Promise<RunRow> {
      const end = Date.now() + timeoutMs;
      for (;;) {
        const row = await store.projected(runsProjection, run);
        if (row && wanted(row)) return row;
        if (Date.now() > end) throw new Error(`Run ${run} is ${row?.state ?? 'unknown'}: ${row?.reason ?? ''}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async close() {
      await actions.stop();
      await worker.stop(1000);
      await store.close();
    },
  };
}

/** The message of an answer, or an error with the refusal's sentence. */
export function messageOf(reply: Result<Reply>): Message {
  const value = expectOk(reply);
  if (value.reply === 'form') throw new Error('It is a form');
  return value.message;
}

/** The run that a preview's buttons are about. */
export function runOf(reply: Result<Reply>): string {
  const button = messageOf(reply).buttons?.[0]?.[0];
  if (!button || !('action' in button) || button.args?.[0] === undefined) throw new Error('It has no button');
  return button.args[0];
}

export const codeOf = (reply: Result<Reply>): string => (reply.ok ? 'ok' : reply.refusal.code);
export const ended = (row: RunRow): boolean => row.endedAt !== null;
export const textOf = (message: Message): string => JSON.stringify([message.title, message.blocks, message.footer]);
