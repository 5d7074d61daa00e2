import { afterEach, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { labels, words } from '../e2e/words.ts';

let bot: Bot;
afterEach(() => bot.stop());

/** Ada, or Ben, is on call around the clock. */
const yaml = (ids: Readonly<Record<string, string>>, onCall: 'ada' | 'ben'): string => `
people:
  ada: { discord: "${ids['ada'] ?? ''}" }
  ben: { discord: "${ids['ben'] ?? ''}" }
schedules: { primary: { layers: [{ users: [${onCall}], start: 2026-01-01T00:00 }] } }
oncall: { channel: general }
`;

async function reloaded() {
  bot = await startBot({ config: (ids) => yaml(ids, 'ada') });
  const ids = { ada: bot.as('ada').id, ben: bot.as('ben').id };
  const changed = parseConfig(yaml(ids, 'ben'), {});
  if (!changed.ok) throw new Error(changed.faults[0]?.message);
  const onCall = async (): Promise<readonly string[]> =>
    (await bot.app.oncall.roster()).at('primary', bot.app.clock.now()).map(({ user }) => user);
  expect(await onCall()).toEqual(['ada']);
  await bot.serving.reload(changed.value);
  const seen = () => bot.as('ada').see('#general', { limit: 20 });
  const asked = () => seen().find((message) => words(message).includes('would change who is on call now'))?.id;
  await expect.poll(asked).toBeDefined();
  expect(await onCall()).toEqual(['ada']);
  const id = asked() ?? '';
  return { onCall, id, question: () => seen().find((message) => message.id === id) };
}

test('a changed muster.yaml asks in the channel, and “Apply now” puts the other one on call', async () => {
  const { onCall, id, question } = await reloaded();
  expect(labels(question())).toEqual(['Keep until the shift ends', 'Apply now']);
  await bot.as('ada').press(id, 'Apply now');
  await expect.poll(() => words(question())).toContain('applied the change: on call for **primary** now is');
  expect(labels(question())).toEqual([]);
  expect(await onCall()).toEqual(['ben']);
});

test('“Keep until the shift ends” leaves who is on call, and takes the buttons away', async () => {
  const { onCall, id, question } = await reloaded();
  await bot.as('ada').press(id, 'Keep until the shift ends');
  await expect.poll(() => words(question())).toContain('keeps who is on call');
  expect(labels(question())).toEqual([]);
  expect(await onCall()).toEqual(['ada']);
});

test('a changed muster.yaml without the schedule somebody is on call for is not taken, and nothing of it is', async () => {
  bot = await startBot({ config: (ids) => yaml(ids, 'ada') });
  const ids = { ada: bot.as('ada').id, ben: bot.as('ben').id };
  const text = yaml(ids, 'ada').replace(/^schedules:.*$/m, 'organisation: { name: Half }');
  const changed = parseConfig(text, {});
  if (!changed.ok) throw new Error(changed.faults[0]?.message);
  await bot.serving.reload(changed.value);
  const told = () => bot.as('ada').see('#general', { limit: 20 }).map(words).join('\n');
  await expect.poll(told).toContain('primary is not there any more, but has somebody on call: ada');
  expect(bot.app.current().config.organisation.name).not.toBe('Half');
  expect((await bot.app.oncall.roster()).at('primary', bot.app.clock.now()).map(({ user }) => user)).toEqual(['ada']);
});

test('a file whose schedules cannot be worked out does not end Muster: what was right before stays, and both are told', async () => {
  bot = await startBot({ config: (ids) => yaml(ids, 'ada') });
  const { config } = bot.app.current();
  const [primary] = Object.values(config.schedules);
  const [layer] = primary?.layers ?? [];
  if (!primary || !layer) throw new Error('There is no layer.');
  // No file says so any more; a fault of Muster's own would look like it.
  const endless = { ...layer, users: ['ada', 'ben'], turn: { count: 99_999_999, unit: 'weeks' as const } };
  const zoned = { ...primary, timeZone: 'Europe/Berlin', layers: [endless] };
  await bot.serving.reload({ ...config, schedules: { primary: zoned } });
  const told = () => bot.as('ada').see('#general', { limit: 20 }).map(words).join('\n');
  await expect.poll(told).toContain('It could not be taken: Invalid time value.');
  expect(bot.app.current().config).toBe(config);
  expect((await bot.app.oncall.roster()).at('primary', bot.app.clock.now()).map(({ user }) => user)).toEqual(['ada']);
});
