import { afterEach, expect, test } from 'vitest';
import { ALICE, BOB, openChannel, openDesk, STRANGER, textOf, whole, working } from './desk.ts';

let desk: ReturnType<typeof openDesk>;
afterEach(() => desk.store.close());

const ISSUE = 'https://github.com/example/shop/issues/7';

test('a follow-up says where it is tracked: by command, by form, later on, after a merge, and in every export', async () => {
  desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout fails' });
  const task = { text: 'Alert on **failed** payments', 'follow-up': true, url: ISSUE, incident: '1' };
  expect(textOf(await alice.type('incident task', task))).toContain('github.com');
  const fields = { text: ['Write the runbook'], kind: ['follow-up'], url: ['https://jira.example/browse/OPS-1'] };
  expect(textOf(await alice.press('incident.task.add.submit', ['1'], fields))).toContain('jira.example');
  await alice.type('incident task', { text: 'Third', incident: '1' });
  const changed = { number: 'T3', url: 'https://tracker.example/3', incident: '1' };
  expect(textOf(await alice.type('incident task', changed))).toContain('is changed: Third');
  const listed = textOf(await alice.type('incident task', { incident: '1' }));
  for (const host of ['github.com', 'jira.example', 'tracker.example']) expect(listed).toContain(host);

  const exported = async (number: number, format: 'md' | 'html' | 'json' | 'csv'): Promise<string> => {
    const { viewer } = alice.context();
    return whole((await desk.incidents.exportOf(number, format, viewer))?.text);
  };
  expect(await exported(1, 'md')).toContain(
    `- [ ] Alert on **failed** payments (nobody yet, no date yet, [github.com](<${ISSUE}>))`,
  );
  expect(await exported(1, 'html')).toContain(
    `<a href="${ISSUE}" title="${ISSUE}" rel="noopener noreferrer">github.com</a>`,
  );
  expect(JSON.parse(await exported(1, 'json'))).toMatchObject({ incident: { tasks: [{ url: ISSUE }, {}, {}] } });
  expect(await exported(1, 'csv')).toContain(ISSUE);

  await alice.type('incident declare', { title: 'The real one' });
  await alice.type('incident cancel', { 'duplicate-of': '2', incident: '1' });
  expect(JSON.parse(await exported(2, 'json'))).toMatchObject({ incident: { tasks: [{ url: ISSUE }, {}, {}] } });
});

test.each(['issues/7', 'javascript:alert(1)', 'file:///etc/passwd', `https://e.example/${'x'.repeat(2000)}`])(
  'only an address of the web is one: %.30s is refused, and nothing is recorded',
  async (url) => {
    desk = openDesk();
    const alice = desk.as(ALICE);
    await alice.type('incident declare', { title: 'Checkout fails' });
    const before = (await desk.entries(1)).length;
    expect(textOf(await alice.type('incident task', { text: 'x', url, incident: '1' }))).toContain('task/url');
    const fields = { text: ['x'], url: [url] };
    expect(textOf(await alice.press('incident.task.add.submit', ['1'], fields))).toContain('task/url');
    expect((await desk.entries(1)).length).toBe(before);
  },
);

test('what is answered names the task by number and words, so that the next step can', async () => {
  desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout fails' });
  expect(textOf(await alice.type('incident task', { text: 'Fail over', incident: '1' }))).toMatch(/T1.*Fail over/);
  expect(textOf(await alice.type('incident task', { number: 'T1', done: true, incident: '1' }))).toMatch(
    /T1.*is done.*Fail over/,
  );
});

test('a task is ticked off by whose it is, also where who may join is said by muster.yaml; by no stranger', async () => {
  desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Slow', severity: 'SEV-2' });
  await alice.type('incident task', { text: 'Fail over', person: BOB, incident: '1' });
  const done = desk.incidents.actions.find(({ action }) => action === 'incident.task.done');
  expect(done?.permission).toBe('incident.read');
  expect(textOf(await desk.as(STRANGER).press('incident.task.done', ['1', '1']))).toContain('task/stranger');
  expect((await desk.as(BOB).press('incident.task.done', ['1', '1'])).ok).toBe(true);
});

test('what is open stands first in the list and can be ticked off there; from elsewhere, the channel is told', async () => {
  desk = openDesk();
  const alice = desk.as(ALICE);
  await alice.type('incident declare', { title: 'Checkout fails' });
  await openChannel(desk, 1, '200000000000000001');
  for (let number = 1; number <= 27; number++) {
    await alice.type('incident task', { text: `Step ${number}`, incident: '1' });
    if (number <= 2 || number > 25) continue;
    await alice.type('incident task', { number: `T${number}`, done: true, incident: '1' });
  }
  const { posts, worker } = working(desk);
  await expect.poll(() => posts().join()).toMatch(/Task .*T27.*Step 27.*from .*Alice, elsewhere/);
  const list = textOf(await alice.type('incident task', { incident: '1' }));
  expect(list.indexOf('Step 27')).toBeLessThan(list.indexOf('Step 3'));
  for (const open of ['Step 1', 'Step 2', 'T26 done', 'T27 done', 'And ']) expect(list).toContain(open);
  await worker.stop();
});
