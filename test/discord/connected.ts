import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { ok } from '../../src/base/result.ts';
import type { ActionDeclaration, Command, MessageMenuDeclaration } from '../../src/commands/command.ts';
import { createDispatcher } from '../../src/commands/dispatch.ts';
import { connectDiscord, type DiscordConnection, type DiscordOptions } from '../../src/discord/connect.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start.ts';
import type { Effect, EffectOutcome } from '../../src/timeline/effect.ts';
import { newId } from '../../src/base/ids.ts';
import type { Json } from '../../src/base/canonical-json.ts';

export interface Connected {
  readonly sandbox: Sandbox;
  readonly discord: DiscordConnection;
  /** Does one effect, as the worker would. */
  readonly perform: (kind: string, payload: Json, more?: Partial<Effect>) => Promise<EffectOutcome>;
}

export interface ConnectedOptions {
  readonly commands?: readonly Command[];
  readonly actions?: readonly ActionDeclaration[];
  readonly menus?: readonly MessageMenuDeclaration[];
  readonly sandbox?: SandboxOptions;
  readonly more?: Partial<DiscordOptions>;
}

export const permissions = [{ name: 'test', summary: 'test', heldBy: 'everybody' as const }];

/** Muster's adapter, over real HTTP and WebSocket, on a sandbox of its own that ends with the test. */
export async function connected(options: ConnectedOptions = {}): Promise<Connected> {
  const sandbox = await startSandbox(options.sandbox);
  onTestFinished(() => sandbox.close());
  const discord: DiscordConnection = connectDiscord({
    ...connectOptions(sandbox, options),
    answerLater: (answer) => performUntilDone(discord, 'answer.late', answer),
    ...options.more,
  });
  onTestFinished(() => discord.stop());
  await discord.ready;
  return { sandbox, discord, perform: (kind, payload, more) => perform(discord, kind, payload, more) };
}

export const connectOptions = (sandbox: Sandbox, options: ConnectedOptions): DiscordOptions => ({
  token: sandbox.token,
  apiUrl: sandbox.restBase,
  guildId: sandbox.guildId,
  dispatcher: createDispatcher({
    declarations: () => ({
      commands: options.commands ?? [],
      actions: options.actions ?? [],
      menus: options.menus ?? [],
      permissions,
    }),
  }),
  identify: ({ id, name, roleIds }) => ({
    viewer: { id, name, roleIds, permissions: new Set(['test']) },
    timeZone: 'UTC',
  }),
  sources: { channelOpened: async () => ok(null), boards: {} },
  answerLater: async () => undefined,
  tellRecorded: async () => undefined,
  clock: systemClock,
  log: silentLog,
});

export const effectOf = (kind: string, payload: Json, more: Partial<Effect> = {}): Effect => ({
  id: newId(Date.now()),
  kind,
  lane: null,
  key: null,
  dueAt: 0,
  pool: '',
  payload,
  state: 'running',
  attempts: 1,
  stream: 'incident-x',
  causeId: 'cause',
  createdAt: Date.now(),
  lastError: null,
  ...more,
});

/** Again and again, as the worker would; sooner. */
async function performUntilDone(discord: DiscordConnection, kind: string, payload: Json): Promise<void> {
  const { id, createdAt } = effectOf(kind, payload);
  for (let attempts = 1; ; attempts++) {
    const { outcome } = await perform(discord, kind, payload, { id, createdAt, attempts });
    if (outcome === 'done') return;
    if (outcome === 'park') throw new Error(`${kind} was parked`);
    await systemClock.sleep(100);
  }
}

async function perform(
  discord: DiscordConnection,
  kind: string,
  payload: Json,
  more: Partial<Effect> = {},
): Promise<EffectOutcome> {
  const handler = discord.effects[kind];
  if (!handler) throw new Error(`Nobody does ${kind}`);
  return handler(effectOf(kind, payload, more), new AbortController().signal);
}
