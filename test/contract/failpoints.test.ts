import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startBot } from '../../src/testing.ts';

const textsBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('failpoints.test.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));

/** Every place between quotes in a test that kills a Muster somewhere, without how often it is passed before. */
const quoted = new Set(
  textsBelow(join(import.meta.dirname, '..')).flatMap((text) =>
    !text.includes('MUSTER_FAILPOINT')
      ? []
      : [...text.matchAll(/'([a-z]+(?:\.[a-z-]+)+)(?::\d+)?(?:@armed)?'/g)].flatMap(({ 1: name }) => name ?? []),
  ),
);

test('at every failpoint of the program some test kills it', () => {
  const failpoints = textsBelow(join(import.meta.dirname, '../../src')).flatMap((text) =>
    [...text.matchAll(/\bfailpoint\(\s*'([^']+)'/g)].flatMap(({ 1: name }) => name ?? []),
  );
  expect(failpoints.length).toBeGreaterThan(25);
  expect(failpoints.filter((name) => !quoted.has(name))).toEqual([]);
});

test('each effect of declare, note and export is such a place, too', async () => {
  const bot = await startBot();
  onTestFinished(() => bot.stop());
  for (const command of [
    '/incident declare title:"Checkout fails" severity:SEV-2',
    '/incident note incident:1 text:"The pool is empty"',
    '/incident export incident:1 format:md',
  ]) {
    const exchange = await bot.as('ben').type('#general', command);
    if ('final' in exchange) await exchange.final();
    await bot.settled();
  }
  const done = await bot.app.store.effects({ state: 'done', limit: 100 });
  const own = done.filter(({ lane, stream }) => lane !== null && stream.startsWith('incident-'));
  const kinds = [...new Set(own.map(({ kind }) => kind))];
  expect(kinds).toContain('members.add');
  expect(kinds.filter((kind) => !quoted.has(`effect.${kind}.done`))).toEqual([]);
});
