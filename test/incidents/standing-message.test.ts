import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type APIMessage, MessageType } from 'discord-api-types/v10';
import { afterEach, expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { parseConfig, readSettings } from '../../src/config.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { serve } from '../../src/serve.ts';
import { openDesk } from './desk.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

/** A server that stays while Muster comes and goes. */
async function server() {
  const sandbox = await startSandbox({ clock: systemClock, rateLimits: false });
  const folder = mkdtempSync(join(tmpdir(), 'muster-standing-'));
  undo.push(
    () => sandbox.close(),
    () => {
      rmSync(folder, { recursive: true, force: true });
    },
  );
  const settings = expectOk(readSettings({ MUSTER_DATABASE_URL: `sqlite:${join(folder, 'muster.db')}` }));
  const read = (yaml: string) => {
    const config = parseConfig(yaml, {});
    if (!config.ok) throw new Error(JSON.stringify(config.faults));
    return config.value;
  };
  return {
    sandbox,
    standing: () => ownIn(sandbox, '#incidents').filter((message) => JSON.stringify(message).includes('Is something')),
    start: async (yaml = '') => {
      const app = expectOk(await openApp({ settings, config: read(yaml), clock: systemClock, log: silentLog }));
      const serving = serve(app, { token: sandbox.token, apiUrl: sandbox.restBase, guildId: sandbox.guildId });
      await serving.ready;
      let stopped = false;
      const stop = async (): Promise<void> => {
        if (stopped) return;
        stopped = true;
        await serving.stop();
        await app.close();
      };
      undo.push(stop);
      return {
        app,
        stop,
        reload: (next: string) => serving.reload(read(next)),
        /** When nothing is left to be done about the message. */
        quiet: () =>
          expect
            .poll(async () =>
              (await app.store.effects({ kind: 'standing-message.refresh', limit: 100 })).filter(
                ({ state }) => state === 'pending' || state === 'running',
              ),
            )
            .toEqual([]),
      };
    },
  };
}

const ownIn = (sandbox: Sandbox, channel: string): APIMessage[] =>
  sandbox
    .as('ben')
    .see(channel)
    .filter(({ author, type }) => author.bot === true && type === MessageType.Default);

test('before the first incident a pinned message offers to declare one, to list the open ones, and to page somebody', async () => {
  const { sandbox, standing, start } = await server();
  await start();
  await expect.poll(() => standing().map(({ pinned }) => pinned)).toEqual([true]);
  const [message] = standing();
  const ben = sandbox.as('ben');
  const form = await (await ben.press(message?.id ?? '', 'Declare an incident')).final();
  expect(form.modal?.title).toBe('Declare an incident');
  await (await ben.submit(form, { title: 'Checkout fails' })).final();
  const listed = await (await ben.press(message?.id ?? '', 'Open incidents')).final();
  expect(JSON.stringify(listed.message)).toContain('Checkout fails');
  // The list is an answer to who asked: the message itself stays what it is.
  expect(standing()).toHaveLength(1);
});

test('a restart finds it again, and makes it anew when it was deleted meanwhile', async () => {
  const { sandbox, standing, start } = await server();
  const first = await start();
  await expect.poll(() => standing()).toHaveLength(1);
  await first.quiet();
  await first.stop();
  const made = standing()[0]?.id;

  const second = await start();
  await second.quiet();
  expect(standing().map(({ id }) => id)).toEqual([made]);
  await second.stop();

  sandbox.as('ada').delete(made ?? '');
  const third = await start();
  await expect.poll(() => standing().map(({ pinned }) => pinned)).toEqual([true]);
  await third.quiet();
});

test('deleted while Muster is there, it comes again; switched off, it does not', async () => {
  const { sandbox, standing, start } = await server();
  const muster = await start();
  await expect.poll(() => standing()).toHaveLength(1);
  await muster.quiet();
  const made = standing()[0]?.id ?? '';
  sandbox.as('ada').delete(made);
  await expect
    .poll(() => standing().map(({ id, pinned }) => ({ other: id !== made, pinned })))
    .toEqual([{ other: true, pinned: true }]);
  await muster.quiet();

  await muster.reload('incidents: { standingMessage: false }');
  sandbox.as('ada').delete(standing()[0]?.id ?? '');
  await muster.reload('incidents: { standingMessage: false }');
  await muster.quiet();
  expect(standing()).toEqual([]);
  await muster.reload('');
  await expect.poll(() => standing()).toHaveLength(1);
});

test('deleted before its post is on record, before its pin or behind it, it comes again', async () => {
  const { sandbox, standing, start } = await server();
  const { world } = sandbox;
  const deleted: string[] = [];
  for (const event of ['MESSAGE_CREATE', 'CHANNEL_PINS_UPDATE']) {
    // When the request that told of it was carried out, and is not answered yet.
    const stop = world.events.listen(({ t }) => {
      if (t !== event) return;
      stop();
      queueMicrotask(() => {
        const [made] = standing();
        if (!made) return;
        sandbox.as('ada').delete(made.id);
        deleted.push(made.id);
      });
    });
  }
  const muster = await start();
  await expect.poll(() => deleted).toHaveLength(2);
  await expect.poll(() => standing().map(({ pinned }) => pinned)).toEqual([true]);
  await muster.quiet();
  expect(deleted).not.toContain(standing()[0]?.id);
});

test('one that is deleted again and again comes again at once a few times, then later', async () => {
  const desk = openDesk();
  const comesAtOnce = async (messageId: string): Promise<boolean> => {
    expect((await desk.incidents.standingMessage.deleted(messageId)).ok).toBe(true);
    const [effect] = await desk.store.effects({ kind: 'standing-message.refresh', state: 'pending', limit: 1 });
    return effect !== undefined && effect.dueAt <= desk.clock.now();
  };
  const came: boolean[] = [];
  for (const id of ['1', '1', '2', '3', '4']) came.push(await comesAtOnce(id));
  expect(came).toEqual([true, true, true, true, false]);
  await desk.clock.advance(3_600_000);
  expect(await comesAtOnce('5')).toBe(true);
});

test('when no pin is left in the channel, the message stands there all the same, once', async () => {
  const { sandbox, standing, start } = await server();
  const ada = sandbox.as('ada');
  for (let n = 1; n <= 250; n++) ada.pin(ada.send('#incidents', `Note ${n}`).id);
  const first = await start();
  await expect.poll(() => standing()).toHaveLength(1);
  await first.quiet();
  await first.stop();
  const second = await start();
  await second.quiet();
  expect(standing().map(({ pinned }) => pinned)).toEqual([false]);
});
