import { systemClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { expectOk, type Result } from '../../src/base/result.ts';
import type { Viewer } from '../../src/catalog/viewer.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { createDispatcher } from '../../src/commands/dispatch.ts';
import type { Button, Form, Message, Reply } from '../../src/commands/message.ts';
import type { RawValue } from '../../src/commands/option.ts';
import { diagnosticsConfigSchema, type Preset, presetSchema } from '../../src/diagnostics/config.ts';
import {
  createDiagnostics,
  type Diagnostics,
  type DiagnosticsOptions,
  diagnosticsShapes,
} from '../../src/diagnostics/diagnostics.ts';
import type { StartWorker } from '../../src/diagnostics/runner/plugin-worker.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { ORGANISATION, type Entry } from '../../src/timeline/entry.ts';
import { composeEntryKinds } from '../../src/timeline/entry-kind.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';

export interface Bot {
  readonly diagnostics: Diagnostics;
  readonly progress: Message[];
  command(name: string, raw?: Readonly<Record<string, RawValue>>, who?: Partial<Viewer>): Promise<Result<Reply>>;
  press(
    button: Button,
    fields?: Readonly<Record<string, readonly string[]>>,
    who?: Partial<Viewer>,
  ): Promise<Result<Reply>>;
  action(
    action: string,
    args: readonly string[],
    fields?: Readonly<Record<string, readonly string[]>>,
    who?: Partial<Viewer>,
  ): Promise<Result<Reply>>;
  suggest(command: string, option: string, typed: string): Promise<readonly string[]>;
  entries(): Promise<readonly Entry[]>;
  /** What muster.yaml says under `diagnostics:` from now on. */
  reconfigure(config: unknown): Promise<void>;
  close(): Promise<void>;
}

/** The diagnostics of a bot on a real store, behind the real dispatcher: everything but the chat. */
export async function startBot(
  config: unknown,
  options: {
    readonly folder?: string;
    readonly presets?: Readonly<Record<string, readonly unknown[]>>;
    readonly secrets?: readonly string[];
    readonly databasePath?: string;
    readonly startWorker?: StartWorker;
    readonly reverse?: DiagnosticsOptions['reverse'];
    readonly log?: DiagnosticsOptions['log'];
    readonly pluginsMayArrive?: boolean;
    /** Default: the organisation's timeline. */
    readonly streamOf?: () => string;
  } = {},
): Promise<Bot> {
  const kinds = composeEntryKinds(diagnosticsShapes.kinds);
  const store = openSqliteStore({
    path: options.databasePath ?? ':memory:',
    kinds,
    projections: diagnosticsShapes.projections,
  });
  const timeline = createTimeline({ store, clock: systemClock, kinds, newId });
  let parsed = diagnosticsConfigSchema.parse(config);
  const presets = Object.fromEntries(
    Object.entries(options.presets ?? {}).map(([key, list]) => [
      key,
      list.map((one): Preset => presetSchema.parse(one)),
    ]),
  );
  const diagnostics = await createDiagnostics({
    timeline,
    store,
    clock: systemClock,
    newId,
    config: () => parsed,
    folder: options.folder ?? import.meta.dirname,
    presetsOf: (service) => presets[service] ?? [],
    serviceKeys: () => Object.keys(presets),
    streamOf: async () => options.streamOf?.() ?? ORGANISATION,
    secrets: options.secrets ?? [],
    ...(options.startWorker && { startWorker: options.startWorker }),
    ...(options.reverse && { reverse: options.reverse }),
    ...(options.log && { log: options.log }),
    pluginsMayArrive: options.pluginsMayArrive ?? false,
  });
  const dispatcher = createDispatcher({
    declarations: () => ({
      commands: diagnostics.commands,
      actions: diagnostics.actions,
      menus: [],
      permissions: [...diagnostics.permissions, { name: 'muster.admin', summary: 'all', heldBy: 'granted' }],
    }),
  });
  diagnostics.onArrival(() => {
    dispatcher.refresh();
  });
  const progress: Message[] = [];
  let calls = 0;
  const contextFor = (who: Partial<Viewer> = {}): CommandContext => {
    const viewer: Viewer = {
      id: '100000000000000001',
      name: 'Ann',
      roleIds: [],
      permissions: new Set(['muster.admin']),
      ...who,
    };
    return {
      cause: { causeId: `call-${++calls}`, actor: { kind: 'person', id: viewer.id }, source: { kind: 'command' } },
      viewer,
      now: systemClock.now(),
      place: { channelId: '200000000000000001' },
      locale: 'en-GB',
      timeZone: 'UTC',
      progress: (message) => {
        progress.push(message);
      },
      signal: new AbortController().signal,
    };
  };
  return {
    diagnostics,
    progress,
    command: (name, raw = {}, who) => dispatcher.command(name, raw, contextFor(who)),
    press: (button, fields = {}, who) =>
      'action' in button
        ? dispatcher.action(button.action, button.args ?? [], fields, contextFor(who))
        : Promise.reject(new Error('a link')),
    action: (action, args, fields = {}, who) => dispatcher.action(action, args, fields, contextFor(who)),
    suggest: async (command, option, typed) =>
      (await dispatcher.suggest(command, option, typed, contextFor())).map(({ value }) => value),
    entries: () => timeline.read(ORGANISATION),
    async reconfigure(next) {
      parsed = diagnosticsConfigSchema.parse(next);
      await diagnostics.reload();
      dispatcher.refresh();
    },
    async close() {
      await diagnostics.close();
      await store.close();
    },
  };
}

/** The message of a reply that must be one. */
export function messageIn(result: Result<Reply>): Message {
  const reply = expectOk(result);
  if (reply.reply === 'form') throw new Error('a form');
  return reply.message;
}

/** The form of a reply that must be one. */
export function formIn(result: Result<Reply>): Form {
  const reply = expectOk(result);
  if (reply.reply !== 'form') throw new Error('a message');
  return reply.form;
}

export const buttonIn = (message: Message, label: string): Button => {
  const button = message.buttons?.flat().find((candidate) => candidate.label.includes(label));
  if (!button) throw new Error(`no button ${label}`);
  return button;
};

/** Everything that a message says, as text one can search in. */
export const textOf = (message: Message): string => JSON.stringify([message.title, message.blocks, message.footer]);
