import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type VirtualClock, virtualClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { type Result, expectOk } from '../../src/base/result.ts';
import type { RichText } from '../../src/base/rich-text.ts';
import { createPeople, personFields } from '../../src/catalog/people.ts';
import { musterPermissions, permissionsOf } from '../../src/catalog/permission.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { createDispatcher } from '../../src/commands/dispatch.ts';
import type { Message, Reply } from '../../src/commands/message.ts';
import { statusCommand } from '../../src/commands/status-command.ts';
import type { RawValue } from '../../src/commands/option.ts';
import { onCallConfigSchema } from '../../src/oncall/config/oncall.ts';
import { onCallPersonFields, onCallServiceFields } from '../../src/oncall/config/person.ts';
import { policiesConfig } from '../../src/oncall/config/policies.ts';
import { checkReferences } from '../../src/oncall/config/references.ts';
import { schedulesConfig } from '../../src/oncall/config/schedules.ts';
import { type OnCallOptions, createOnCall } from '../../src/oncall/oncall.ts';
import { onCallShapes } from '../../src/oncall/shapes.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import type { Effect, EffectHandlers, EffectOutcome } from '../../src/timeline/effect.ts';
import { createEffectsWorker } from '../../src/timeline/effects-worker.ts';
import { composeEntryKinds } from '../../src/timeline/entry-kind.ts';
import { timelineKinds } from '../../src/timeline/kinds.ts';
import { createTimeline } from '../../src/timeline/timeline.ts';

export const ALICE = '100000000000000001';
export const BOB = '100000000000000002';
export const CAROL = '100000000000000003';

const sectionsSchema = z.strictObject({
  people: z.record(z.string(), z.strictObject({ ...personFields, ...onCallPersonFields })).default({}),
  schedules: schedulesConfig.default({}),
  policies: policiesConfig.default({}),
  services: z.record(z.string(), z.strictObject({ ...onCallServiceFields })).default({}),
  oncall: onCallConfigSchema.prefault({}),
});

export const PEOPLE = { alice: { discord: ALICE }, bob: { discord: BOB }, carol: { discord: CAROL } };
export const START = Date.parse('2026-11-22T12:00:00Z');

/** What the chat was asked to do: `12:00 dm 1000…1: Page 1 …`. */
export type Said = { readonly at: string; readonly to: string; readonly message: Message };

/** The domain on a real store with its effects at work; the chat is the only thing outside, and writes down what it gets. */
export function openDesk(
  config: z.input<typeof sectionsSchema>,
  options: Partial<
    Pick<
      OnCallOptions,
      | 'learnNames'
      | 'openIncidents'
      | 'publicUrl'
      | 'onTrouble'
      | 'pagerduty'
      | 'incidentFacts'
      | 'maySeeIncident'
      | 'incidentOf'
      | 'pageAnswered'
    >
  > & {
    readonly nameInChat?: (id: string) => string | undefined;
    readonly secrets?: readonly string[];
    /** So many effects of one pool run at once. */
    readonly concurrency?: number;
  } = {},
) {
  let sections = sectionsSchema.parse({ people: PEOPLE, ...config });
  const faults = checkReferences(sections);
  if (faults[0]) throw new Error(faults[0].message);
  const steady = virtualClock(START);
  let putBackMs = 0;
  /** As a machine's: what waits counts on, whatever the clock on the wall is set to. */
  const clock: VirtualClock = {
    ...steady,
    now: () => steady.now() - putBackMs,
    at: (dueAt, run) => steady.at(dueAt + putBackMs, run),
    advanceTo: (instant) => steady.advanceTo(instant + putBackMs),
  };
  const kinds = composeEntryKinds(onCallShapes.kinds, timelineKinds);
  const store = openSqliteStore({ path: ':memory:', projections: onCallShapes.projections, kinds, clock });
  const timeline = createTimeline({ store, clock, kinds, newId, secrets: options.secrets ?? [] });
  let people = createPeople(sections.people, 'UTC', options.nameInChat);
  const oncall = createOnCall({
    timeline,
    store,
    clock,
    sections: () => sections,
    people: () => people,
    config: () => sections.oncall,
    nameOf: () => undefined,
    ...options,
  });
  const dispatcher = createDispatcher({
    declarations: () => ({
      commands: [
        ...oncall.commands,
        statusCommand({
          store,
          conditions: () => new Map([['Schedules from outside', oncall.sourcesCondition]]),
          version: '1.2.3',
          wordsOf: (kind) => kind,
        }),
      ],
      actions: oncall.actions,
      menus: oncall.menus,
      permissions: [...musterPermissions, ...onCallShapes.permissions],
    }),
  });

  const said: Said[] = [];
  const chat = {
    outcome: (_to: string, _effect: Effect): EffectOutcome | Promise<EffectOutcome> => ({ outcome: 'done' }),
  };
  const payload = z.object({
    person: z.string().optional(),
    channel: z.string().optional(),
    message: z.custom<Message>(),
  });
  /** What each message shows by now, by its id. */
  const board = new Map<string, { readonly to: string; readonly message: Message }>();
  const write = async (effect: Effect): Promise<EffectOutcome> => {
    const { person, channel, message } = payload.parse(effect.payload);
    const to = person ?? `#${channel ?? ''}`;
    const outcome = await chat.outcome(to, effect);
    if (outcome.outcome !== 'done') return outcome;
    said.push({ at: new Date(clock.now()).toISOString().slice(11, 19), to, message });
    const id = String(board.size + 1);
    board.set(id, { to, message });
    await oncall.messageSent(effect, to, id);
    return outcome;
  };
  const edit = async (effect: Effect): Promise<EffectOutcome> => {
    const { message, to } = z.object({ message: z.string(), to: z.custom<Message>() }).parse(effect.payload);
    const before = board.get(message);
    if (before) board.set(message, { ...before, message: to });
    return { outcome: 'done' };
  };
  const change = async (effect: Effect): Promise<EffectOutcome> => chat.outcome('the server', effect);
  const handlers: EffectHandlers = {
    'message.edit': edit,
    'direct-message.send': write,
    'message.post': write,
    'role.sync': change,
    'channel.topic': change,
  };
  oncall.connectChat(handlers);
  const worker = createEffectsWorker({
    store,
    clock,
    timeline,
    handlers: { ...handlers, ...oncall.effects },
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
  });
  worker.start();

  let calls = 0;
  const as = (id: string, place: CommandContext['place'] = null, rights: { readonly admin?: boolean } = {}) => {
    const context = (): CommandContext => ({
      cause: { causeId: `call:${++calls}`, actor: { kind: 'person', id }, source: { kind: 'command' } },
      viewer: {
        id,
        name: id,
        roleIds: [],
        permissions: permissionsOf(
          { id, roles: [], managesServer: rights.admin === true },
          [...musterPermissions, ...onCallShapes.permissions],
          [],
          people.byId(id) !== undefined,
        ),
      },
      now: clock.now(),
      place,
      locale: 'en',
      timeZone: people.timeZoneOf(id),
      progress: () => undefined,
      signal: new AbortController().signal,
    });
    return {
      type: (name: string, raw: Readonly<Record<string, RawValue>> = {}): Promise<Result<Reply>> =>
        dispatcher.command(name, raw, context()),
      press: (action: string, ...args: readonly string[]): Promise<Result<Reply>> =>
        dispatcher.action(action, args, {}, context()),
      choose: (action: string, ...chosen: readonly string[]): Promise<Result<Reply>> =>
        dispatcher.action(action, [], { chosen }, context()),
      /** Chooses in a menu that a reply showed. */
      select: (reply: Reply, value: string): Promise<Result<Reply>> => {
        const menu = reply.reply === 'message' ? reply.message.menus?.[0] : undefined;
        if (!menu) throw new Error('There is no menu to choose in.');
        return dispatcher.action(menu.action, menu.args ?? [], { chosen: [value] }, context());
      },
      submit: (action: string, stream: string, given: string): Promise<Result<Reply>> =>
        dispatcher.action(action, [stream], { given: [given] }, context()),
      context,
    };
  };

  return {
    oncall,
    timeline,
    store,
    clock,
    worker,
    chat,
    said,
    as,
    /** Every message as it is to be seen now: `alice: Page 1, State: Acknowledged by bob [Resolve]`. */
    shows: (): string[] =>
      [...board.values()].map(({ to, message }) => {
        const state = message.blocks.flatMap((block) =>
          block.type === 'facts'
            ? block.facts.filter(({ name }) => name === 'State').map(({ value }) => plain(value))
            : [],
        );
        const buttons = (message.buttons ?? []).flat().map(({ label }) => label);
        return `${nameOf(to)}: ${[lineOf(message), ...state].join(', ')} [${buttons.join(', ')}]`;
      }),
    /** The last message that was posted with such a button, as a reply to press it in. */
    async posted(label: string): Promise<Reply> {
      for (let turn = 0; turn < 3; turn++) await clock.advance(0);
      const found = said.findLast(({ message }) => (message.buttons ?? []).flat().some((each) => each.label === label));
      if (!found) throw new Error(`Nothing was posted with ${label}`);
      return { reply: 'message', message: found.message };
    },
    /** Everybody told since the last time: `12:00:00 alice`. */
    told(): string[] {
      return said.splice(0).map(({ at, to, message }) => `${at} ${nameOf(to)}: ${lineOf(message)}`);
    },
    /** To that time, and until what it set off has come to rest. */
    async advance(durationMs: number): Promise<void> {
      const end = clock.now() + durationMs;
      do {
        await clock.advanceTo(Math.min(end, clock.now() + 60_000));
        for (let turn = 0; turn < 3; turn++) await clock.advance(0);
      } while (clock.now() < end);
    },
    putClockBack(durationMs: number): void {
      putBackMs += durationMs;
    },
    /** Waits while real counterparts (HTTP, SMTP) answer in real time: until nothing is due and nothing runs. */
    async settle(): Promise<void> {
      const busy = async (): Promise<boolean> => {
        await clock.advance(0);
        const pending = await store.effects({ state: 'pending', limit: 1000 });
        const running = await store.effects({ state: 'running', limit: 1 });
        return worker.running() > 0 || running.length > 0 || pending.some((effect) => effect.dueAt <= clock.now());
      };
      while (await busy()) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    reload(next: z.input<typeof sectionsSchema>): void {
      sections = sectionsSchema.parse({ people: PEOPLE, ...next });
      people = createPeople(sections.people, 'UTC', options.nameInChat);
    },
    /** A file that changes while Muster runs: in force once it is recorded. `taken` is called at that very moment. */
    edit(next: z.input<typeof sectionsSchema>, taken: () => void = () => undefined) {
      const parsed = sectionsSchema.parse({ people: PEOPLE, ...next });
      const known = createPeople(parsed.people, 'UTC', options.nameInChat);
      return oncall.configured({
        sections: parsed,
        people: known,
        config: parsed.oncall,
        take() {
          sections = parsed;
          people = known;
          taken();
        },
      });
    },
    async close(): Promise<void> {
      await worker.stop(0);
      await store.close();
    },
  };
}

const nameOf = (to: string): string => ({ [ALICE]: 'alice', [BOB]: 'bob', [CAROL]: 'carol' })[to] ?? to;

export const plain = (text: RichText | undefined): string =>
  (text ?? [])
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('strong' in part) return part.strong;
      if ('person' in part) return nameOf(part.person);
      if ('instant' in part) return new Date(part.instant).toISOString().slice(0, 16);
      return 'text' in part ? part.text : 'code' in part ? part.code : '';
    })
    .join('');

export type Desk = ReturnType<typeof openDesk>;

/** The same, closed when the test that opened it is over. */
export function open(...args: Parameters<typeof openDesk>): Desk {
  const desk = openDesk(...args);
  onTestFinished(() => desk.close());
  return desk;
}

/** What an alarm pings about; else the first paragraph, or the title. */
export function lineOf(message: Message): string {
  if (message.ping?.here) return plain(message.preview);
  const [first] = message.blocks;
  return first?.type === 'text' ? plain(first.text) : plain(message.title);
}

/** All text of a reply, one block a line. */
export function replyText(result: Result<Reply>): string {
  const reply = expectOk(result);
  if (reply.reply === 'form') return reply.form.title;
  const blocks = reply.message.blocks.map((block) => {
    if (block.type === 'text') return plain(block.text);
    if (block.type === 'table') return block.rows.map((row) => row.join(' | ')).join('\n');
    if (block.type === 'facts') return block.facts.map((fact) => `${fact.name}: ${plain(fact.value)}`).join('\n');
    if (block.type === 'list') return block.items.map(plain).join('\n');
    return 'text' in block && typeof block.text === 'string' ? block.text : '';
  });
  return [plain(reply.message.title), ...blocks].filter((line) => line !== '').join('\n');
}
