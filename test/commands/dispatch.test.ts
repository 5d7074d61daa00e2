import { describe, expect, test } from 'vitest';
import { ok, refuse } from '../../src/base/result.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { defineCommand } from '../../src/commands/define-command.ts';
import { type Audited, createDispatcher } from '../../src/commands/dispatch.ts';
import { paragraph, say } from '../../src/commands/message.ts';
import { choice, integer, text } from '../../src/commands/options.ts';

const permissions = [
  { name: 'deploy.start', summary: 'start a deploy', heldBy: 'granted' },
  { name: 'incident.respond', summary: 'work on an incident', heldBy: 'involved' },
] as const;

const context = (held: readonly string[] = []): CommandContext => ({
  cause: { causeId: 'c1', actor: { kind: 'person', id: '1' }, source: { kind: 'command' } },
  viewer: { id: '1', name: 'Ann', roleIds: [], permissions: new Set(held) },
  now: 0,
  place: null,
  locale: 'en-US',
  timeZone: 'UTC',
  progress: () => undefined,
  signal: new AbortController().signal,
});

function setup(involved: readonly string[] = [], full = false) {
  const calls: unknown[] = [];
  const audited: Audited[] = [];
  const deploy = defineCommand({
    name: 'deploy start',
    summary: 'Deploy',
    permission: 'deploy.start',
    risk: 'change',
    options: {
      app: text({
        description: 'App',
        required: true,
        most: 5,
        suggest: (typed) =>
          Array.from({ length: typed === 'many' ? 99 : 1 }, (_, n) => ({ name: 'shop', value: `shop${n}` })),
      }),
      env: choice(['staging', 'production'], { description: 'Environment' }),
      count: integer({ description: 'How many', least: 1, most: 3 }),
    },
    async run(args) {
      calls.push(args);
      return ok(say(paragraph(['done'])));
    },
  });
  const note = defineCommand({
    name: 'incident note',
    summary: 'Note',
    permission: 'incident.respond',
    risk: 'record',
    options: {},
    run: async () => ok(say(paragraph(['noted']))),
  });
  const dispatcher = createDispatcher({
    declarations: () => ({ commands: [deploy, note], actions: [], menus: [], permissions }),
    involvement: async () => new Set(involved),
    audit: async (entry) => {
      audited.push(entry);
      return full ? refuse('store/full', 'The disk is full: nothing was saved.') : ok(null);
    },
  });
  return { dispatcher, calls, audited };
}

test('what is declared private is answered to who asked alone, unless the answer says it is for everybody', async () => {
  const declared = { summary: 'Mine', permission: 'incident.respond', risk: 'read', visibility: 'private' } as const;
  const message = paragraph(['for you']);
  const mine = defineCommand({ ...declared, name: 'mine', options: {}, run: async () => ok(say(message)) });
  const told = { ...declared, action: 'told', run: async () => ok({ ...say(message), visibility: 'public' as const }) };
  const dispatcher = createDispatcher({
    declarations: () => ({ commands: [mine], actions: [told], menus: [], permissions }),
  });
  const held = context(['incident.respond']);
  expect(await dispatcher.command('mine', {}, held)).toEqual(ok({ reply: 'message', message, visibility: 'private' }));
  expect(await dispatcher.action('told', [], {}, held)).toEqual(
    ok({ reply: 'message', message, visibility: 'public' }),
  );
});

describe('permission', () => {
  test('a stranger is refused with what is missing, nothing runs, and the refusal is audited', async () => {
    const { dispatcher, calls, audited } = setup();
    const result = await dispatcher.command('deploy start', { app: 'shop' }, context());
    expect(result).toMatchObject({ ok: false, refusal: { code: 'permission/missing' } });
    expect(result.ok ? '' : result.refusal.message).toContain('deploy.start');
    expect(calls).toEqual([]);
    expect(audited).toMatchObject([{ name: '/deploy start', outcome: 'permission/missing' }]);
  });

  test('a stranger on a full disk is told of the disk: that they were denied could not be written down', async () => {
    const { dispatcher, calls } = setup([], true);
    expect(await dispatcher.command('deploy start', { app: 'shop' }, context())).toMatchObject({
      refusal: { code: 'store/full' },
    });
    expect(calls).toEqual([]);
    const done = dispatcher.command('deploy start', { app: 'shop' }, context(['deploy.start']));
    await expect(done).rejects.toThrow('It was done');
  });

  test('muster.admin may everything', async () => {
    const { dispatcher, calls } = setup();
    expect(await dispatcher.command('deploy start', { app: 'shop' }, context(['muster.admin']))).toMatchObject({
      ok: true,
    });
    expect(calls).toEqual([{ app: 'shop' }]);
  });

  test('taking part in the incident gives what is held by the involved, and nothing else', async () => {
    const { dispatcher } = setup(['incident.respond', 'deploy.start']);
    expect(await dispatcher.command('incident note', {}, context())).toMatchObject({ ok: true });
    expect(await dispatcher.command('deploy start', { app: 'shop' }, context())).toMatchObject({ ok: false });
  });

  test('who may not call a command sees none of its suggestions', async () => {
    const { dispatcher } = setup();
    expect(await dispatcher.suggest('deploy start', 'app', 's', context())).toEqual([]);
    expect(await dispatcher.suggest('deploy start', 'app', 's', context(['deploy.start']))).toHaveLength(1);
    // Discord takes no more than that.
    expect(await dispatcher.suggest('deploy start', 'app', 'many', context(['deploy.start']))).toHaveLength(25);
  });

  test('a command that names a permission nobody declares does not start', () => {
    expect(() =>
      createDispatcher({
        declarations: () => ({ commands: setup().dispatcher.commands, actions: [], menus: [], permissions: [] }),
      }),
    ).toThrow(/deploy\.start/);
  });
});

describe('arguments', () => {
  test.each([
    [{}, 'option/missing'],
    [{ app: '   ' }, 'option/empty'],
    [{ app: 'toolong' }, 'option/too-long'],
    [{ app: 'shop', env: 'moon' }, 'option/choice'],
    [{ app: 'shop', count: 4 }, 'option/range'],
    [{ app: 'shop', count: 1.5 }, 'option/number'],
    [{ app: true }, 'option/type'],
  ])('%j is refused as %s, and nothing runs', async (raw, refused) => {
    const { dispatcher, calls } = setup();
    const result = await dispatcher.command('deploy start', raw, context(['deploy.start']));
    expect(result).toMatchObject({ ok: false, refusal: { code: refused } });
    expect(calls).toEqual([]);
  });

  test('a choice is found whatever its case', async () => {
    const { dispatcher, calls } = setup();
    await dispatcher.command('deploy start', { app: 'shop', env: 'STAGING' }, context(['deploy.start']));
    expect(calls).toEqual([{ app: 'shop', env: 'staging' }]);
  });
});

test('what this version does not know is said so', async () => {
  expect(await setup().dispatcher.command('gone', {}, context())).toMatchObject({
    refusal: { code: 'command/unknown' },
  });
});
