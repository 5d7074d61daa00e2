import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import { spawnMuster, startMuster } from './muster-process.ts';

function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-stop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'muster.db');
}

test('Muster ends when it is told to, also while Discord is gone', async () => {
  const sandbox = await startSandbox();
  const muster = await startMuster(sandbox, temporaryDatabase());
  expect(muster.log()).toContain('Muster is ready');
  muster.child.kill('SIGTERM');
  await sandbox.close();
  await muster.dead; // or the test runs out of time
  expect(muster.child.exitCode).toBe(0);
});

test('Muster ends at the first signal while Discord does not answer yet, and does not say that it is ready', async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const door = await openDoor(Number(new URL(sandbox.restBase).port));
  const knocked = door.hold();
  const restBase = sandbox.restBase.replace(/:\d+/, `:${door.port}`);
  const { token, guildId } = sandbox;
  const muster = spawnMuster({ token, guildId, restBase }, temporaryDatabase());
  onTestFinished(() => muster.kill());
  await knocked;
  muster.child.kill('SIGTERM');
  await muster.dead; // or the test runs out of time
  expect(muster.log()).not.toContain('ready');
  expect(muster.child.exitCode).toBe(0);
});

test('Muster ends in peace when a connection that it was just making is reset', async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const door = await openDoor(Number(new URL(sandbox.restBase).port));
  sandbox.world.url = `http://127.0.0.1:${door.port}`; // where the gateway is said to be

  const database = temporaryDatabase();
  const muster = await startMuster(sandbox, database);
  expect(muster.log()).toContain('Muster is ready');
  const knocked = door.hold();
  sandbox.gateway.cut(4000);
  await knocked;
  muster.child.kill('SIGTERM');
  // The record is closed last, and half a second is left for what ends by itself.
  await expect.poll(() => existsSync(`${database}-wal`), { interval: 20 }).toBe(false);
  door.reset();
  await muster.dead;
  expect(muster.log()).not.toContain('Error');
  expect(muster.child.exitCode).toBe(0);
});

/** Leads to a port; while held, whoever comes is let in and hears nothing more until `reset`. */
async function openDoor(port: number) {
  const held: Socket[] = [];
  let isHeld = false;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (isHeld) {
      held.push(socket);
      server.emit('held');
      return;
    }
    const further = connect(port, '127.0.0.1');
    further.on('error', () => undefined);
    socket.pipe(further).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of held) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    /** Resolves when somebody has come. */
    hold: () => {
      isHeld = true;
      return once(server, 'held');
    },
    reset: () => {
      for (const socket of held) socket.resetAndDestroy();
    },
  };
}
