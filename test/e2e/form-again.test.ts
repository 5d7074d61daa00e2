import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator } from '../../src/app/operator.ts';
import { type Bot, startBot } from '../../src/testing.ts';
import { words } from './words.ts';

let bot: Bot;
beforeAll(async () => {
  const services = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`service-${index}`, {}]));
  bot = await startBot({ config: JSON.stringify({ organisation: { timeZone: 'Europe/Berlin' }, services }) });
});
afterAll(() => bot.stop());

const answer = async (command: string) => {
  const exchange = await bot.as('ben').type('#general', command);
  if (!('final' in exchange)) throw new Error(`Discord would not send ${command}`);
  return exchange.final();
};

test('all that is wrong in a form is said at once, and a button opens it again with what was typed', async () => {
  const ben = bot.as('ben');
  await answer('/incident declare title:"Checkout fails" severity:SEV-2');
  await answer('/incident resolve incident:1');
  const asked = await ben.type('#general', '/incident close incident:1');
  if (!('final' in asked)) throw new Error('no form');
  const form = await asked.final();
  expect(JSON.stringify(form)).toContain('Without a zone, the time is meant in Europe/Berlin');
  const refused = await (
    await ben.submit(asked, { started: '25:00', detected: 'half past nonsense', reason: 'Written up' })
  ).final();
  const said = refused.message;
  expect(JSON.stringify(said)).toMatch(/Impact started: .*25:00.*Detected: .*nonsense/s);
  const again = await ben.press(said?.id ?? '', 'Try again');
  const opened = JSON.stringify(await again.final());
  for (const typed of ['25:00', 'half past nonsense', 'Written up']) expect(opened).toContain(`"value":"${typed}"`);
  await expect(bot.as('ada').press(said?.id ?? '', 'Try again')).rejects.toThrow();
});

test('a note with a time says which zone it was read in, to who never told Muster theirs', async () => {
  const { message } = await answer('/incident note incident:1 text:x at:"yesterday 08:00"');
  expect(JSON.stringify(message)).toContain('Without a zone, the time is meant in Europe/Berlin');
});

/** Sends a form off, and returns what the button under the refusal opens. */
async function openedAgain(command: string, typed: Readonly<Record<string, string | string[]>>): Promise<string> {
  const ben = bot.as('ben');
  const asked = await ben.type('#general', command);
  if (!('final' in asked)) throw new Error('no form');
  await asked.final();
  const refused = (await (await ben.submit(asked, typed)).final()).message;
  const again = await ben.press(refused?.id ?? '', 'Try again');
  return `${words(refused)}\n${JSON.stringify(await again.final())}`;
}

test.each([
  ['a title of nothing', ' '],
  ['a title of what nobody sees', '\u202e\u200b\u2060\u2800'],
])('a declaration with %s gets the sentence and changes nothing, and is not typed again', async (_, title) => {
  const before = await bot.app.store.streams({ limit: 100 });
  const opened = await openedAgain('/incident declare', { title, description: 'Since noon', severity: ['SEV-3'] });
  expect(opened).toContain('The title is empty. Say in a few words what is wrong.');
  expect(await bot.app.store.streams({ limit: 100 })).toEqual(before);
  expect(opened).toContain('"value":"Since noon"');
  expect(opened).toMatch(/"value":"SEV-3"[^}]*"default":true/);
});

test('a service beyond the first 25, which was named by the command, is kept', async () => {
  const opened = await openedAgain('/incident declare service:service-39', { title: ' ', service: ['service-39'] });
  expect(opened).toMatch(/"value":"service-39"[^}]*"default":true/);
  expect(opened).toMatch(/"value":"service-23"/);
  expect(opened).not.toMatch(/"value":"service-24"/);
});

test('lines of the past that are not understood are named, and all come back to be corrected', async () => {
  const opened = await openedAgain('/incident backfill incident:1', { lines: '14:75 Odd\nyesterday 08:00 Fine' });
  expect(opened).toMatch(/1 line was not understood; nothing was recorded.*1 other line was.*\nLine 1 \(.*Odd.*\): /);
  expect(opened).toContain('"value":"14:75 Odd\\nyesterday 08:00 Fine"');
});

test('tried again, a form shows what was typed, and beside it what others wrote meanwhile', async () => {
  const [ben, ada] = [bot.as('ben'), bot.as('ada')];
  const card = (await answer('/postmortem incident:1')).message?.id ?? '';
  const asked = await ben.press(card, 'Write what happened');
  const other = await ada.press(card, 'Write what happened');
  await Promise.all([asked.final(), other.final()]);
  await (await ada.submit(other, { factors: 'By Ada', resolution: 'Ada ended it' })).final();
  const refused = (await (await ben.submit(asked, { factors: 'By Ben', story: 'Ben tells' })).final()).message;
  expect(words(refused)).toMatch(/Contributing factors \(by Ada Lindqvist, #\d+\).*Try again/i);
  const again = await ben.press(refused?.id ?? '', 'Try again');
  const form = JSON.stringify(await again.final());
  for (const shown of ['By Ben', 'Ben tells', 'Ada ended it']) expect(form).toContain(`"value":"${shown}"`);
  expect(form).toContain('Somebody has changed this since you opened the form');
  await (await ben.submit(again, { factors: 'By both', story: 'Ben tells' })).final();
  const row = await bot.app.incidents.lookup.byNumber(1, operator);
  const entries = await bot.app.timeline.read(row?.stream ?? '');
  expect(entries.filter(({ kind }) => kind === 'postmortem.written').map(({ data }) => data)).toEqual([
    { section: 'factors', text: 'By Ada' },
    { section: 'resolution', text: 'Ada ended it' },
    { section: 'story', text: 'Ben tells' },
    { section: 'factors', text: 'By both' },
  ]);
});

test('every form of Muster’s that can be refused can be opened again', () => {
  const { incidents, oncall, actions } = bot.app;
  const forms = [...incidents.actions, ...oncall.actions, ...actions.actions].filter(({ action }) =>
    action.endsWith('.submit'),
  );
  expect(forms.length).toBeGreaterThan(20);
  const lost = forms.flatMap(({ action, openedBy }) =>
    openedBy !== undefined && bot.app.dispatcher.findAction(openedBy) ? [] : [action],
  );
  expect(lost).toEqual([]);
});
