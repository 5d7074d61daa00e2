import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import { describeWith } from '../counterparts/installed.ts';
import { startMuster } from './muster-process.ts';
import { labels } from './words.ts';

const NOTES = 12;

describeWith(['strace'], 'a system-call trace of the whole bot', () => {
  test('shows the sync of what was typed before the answer goes out', async () => {
    const sandbox = await startSandbox({ rateLimits: false });
    const folder = mkdtempSync(join(tmpdir(), 'muster-trace-'));
    const trace = join(folder, 'trace');
    const muster = await startMuster(sandbox, join(folder, 'muster.db'), {}, [
      ...['strace', '-f', '-y', '-s', '120', '-o', trace],
      ...['-e', 'trace=write,writev,sendto,sendmsg,pwrite64,pwritev,fdatasync,fsync'],
    ]);
    onTestFinished(async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const ada = sandbox.as('ada');
    await ada.type('#general', '/incident declare title:"Traced"');
    for (let n = 0; n < NOTES; n++) await ada.type('#general', `/incident note incident:1 text:"noted ${n}"`);
    // A button and a form, too; that a form opens is an answer that records nothing.
    const ben = sandbox.as('ben');
    const card = await ada.waitFor(() => {
      const channel = ada.channels().find(({ name }) => name === 'inc-1-traced');
      return channel && ada.see(channel.id).find((message) => labels(message).includes('Join'));
    });
    await (await ben.press(card.id, 'Join')).final();
    const form = await ben.type('#general', '/incident declare');
    if (!('final' in form)) throw new Error('no form');
    await (await ben.submit(form, { title: 'By a form' })).final();
    // strace would leave behind what it traces.
    process.kill(Number(/^\d+/.exec(readFileSync(trace, 'utf8'))?.[0]), 'SIGKILL');
    await muster.dead;

    // Of each answer: was anything written to the record's log since the last one, and all of that synced?
    let written = 0;
    let unsynced = 0;
    const answers: { readonly written: number; readonly unsynced: number }[] = [];
    for (const line of readFileSync(trace, 'utf8').split('\n')) {
      if (/pwrite(64|v)\(\d+<[^>]*muster\.db(-wal)?>/.test(line)) {
        written++;
        unsynced++;
      }
      if (/f(data)?sync\(\d+<[^>]*muster\.db(-wal)?>.*= 0|<\.\.\. f(data)?sync resumed>.*= 0/.test(line)) unsynced = 0;
      if (!/\b(write|writev|sendto|sendmsg)\(.*POST \/api\/v10\/interactions\/\d+\/\w+/.test(line)) continue;
      answers.push({ written, unsynced });
      written = 0;
    }
    const [opened] = answers.splice(-2, 1);
    expect(opened?.unsynced).toBe(0);
    expect(answers).toHaveLength(NOTES + 3);
    for (const [n, answer] of answers.entries()) {
      expect(answer.written, `answer ${n} went out before anything was written`).toBeGreaterThan(0);
      expect(answer.unsynced, `answer ${n} went out before the sync`).toBe(0);
    }
  }, 180_000);
});
