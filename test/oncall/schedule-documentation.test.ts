import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { parseSpanInWords } from '../../src/oncall/words/span.ts';
import { openDesk } from './desk.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/oncall.md'), 'utf8');

test('docs/oncall.md shows a muster.yaml that Muster takes', () => {
  const yaml = /```yaml\n([^]*?)```/.exec(text)?.[1] ?? '';
  const read = parseConfig(yaml, {});
  expect(read.ok ? [] : read.faults).toEqual([]);
});

test('the times in words that it names are understood', () => {
  const table = /## Times in words([^]*?)A time that/.exec(text)?.[1] ?? '';
  const words = [...table.matchAll(/`([^`]+)`/g)]
    .map(([, each]) => each ?? '')
    .filter((each) => !each.startsWith('people'));
  expect(words.length).toBeGreaterThan(12);
  for (const each of words) {
    expect([each, parseSpanInWords(each, 'Europe/Berlin', Date.parse('2026-11-24T09:00Z')).ok]).toEqual([each, true]);
  }
});

test('it names every command of on-call’s schedules, and none that is not there', async () => {
  const desk = openDesk({});
  const there = desk.oncall.commands.map(({ name }) => name).filter((name) => name.startsWith('oncall '));
  const named = new Set([...text.matchAll(/\/(oncall [a-z]+)/g)].map(([, name]) => name ?? ''));
  expect([...named].filter((name) => !there.includes(name))).toEqual([]);
  // Verifying a contact belongs to paging.
  expect(there.filter((name) => !named.has(name))).toEqual(['oncall verify']);
  await desk.close();
});
