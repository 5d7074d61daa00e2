import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import type { Alert } from '../../../src/oncall/alerts/alert.ts';
import { ALICE, BOB, CAROL, lineOf, replyText } from '../desk.ts';
import { CONFIG, type Carrying, openCarrying } from './carrying.ts';

let house: Carrying;
afterEach(async () => {
  expect(house.server.undocumented).toEqual([]);
  await house.close();
});
const MINUTE = 60_000;
const code = (result: { readonly ok: boolean; readonly refusal?: { readonly code: string } }): string =>
  result.ok ? 'ok' : (result.refusal?.code ?? '');

test('a page by a policy of PagerDuty is an incident there under the page’s own key, and Muster pages nobody', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged('Payments fail\nsince 14:05');
  expect(house.server.state.incidents).toMatchObject([
    { key: stream, title: 'Payments fail', details: 'Payments fail\nsince 14:05', service: 'PSVC1', urgency: 'high' },
  ]);
  expect(house.writes()).toEqual(['POST /incidents alice@example.com']);
  await house.advance(10 * MINUTE);
  expect(house.said.map(({ to }) => to)).not.toContain(BOB);
  expect(house.server.state.incidents).toHaveLength(1);
  const trail = await house.trail(stream);
  expect(trail).toContain('PagerDuty is to page for it (service PSVC1)');
  expect(trail).toContain('PagerDuty pages for it');
});

test('the effect run twice makes one incident: found by its key when the first answer was lost', async () => {
  house = await openCarrying();
  await house.linkBoth();
  house.server.fault({ kind: 'closed', times: 1, only: /POST \/incidents$/, afterwards: true });
  const { stream } = await house.paged();
  // Muster could not know that it was taken, so it pages; later it finds the incident, and both know of each other.
  expect(house.said.map(({ to }) => to)).toContain(BOB);
  await house.advance(3 * MINUTE);
  expect(house.server.state.incidents).toHaveLength(1);
  expect(await house.trail(stream)).toContain('PagerDuty’s incident 1 stands for it');
  // What is done to the page is done to the incident that was found late, too.
  expectOk(await house.oncall.pages.acknowledge(stream, BOB, 'button', house.cause(BOB)));
  await house.settle();
  expect(house.server.state.incidents).toMatchObject([{ status: 'acknowledged', acknowledgers: ['PBOBBY'] }]);
});

test('killed between sending and writing down, it is found by its key when the lease is over', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  const [effect] = (await house.store.effects({ state: 'done', limit: 100 })).filter(
    ({ kind }) => kind === 'pagerduty.open',
  );
  expect(effect).toBeDefined();
  if (!effect) return;
  // The same effect once more, as after a crash.
  const outcome = await house.oncall.effects['pagerduty.open']?.(
    { ...effect, attempts: 2 },
    new AbortController().signal,
  );
  expect(outcome).toEqual({ outcome: 'done' });
  expect(house.server.state.incidents).toHaveLength(1);
  expect((await house.trail(stream)).filter((line) => line.includes('stands for it'))).toHaveLength(1);
});

test.each([
  ['a 500', { kind: '500' }, 'PagerDuty has trouble (500).'],
  ['a 429', { kind: '429', resetSeconds: 42 }, 'PagerDuty takes no more requests until'],
  ['a proxy’s page', { kind: 'html' }, 'something that is not JSON'],
  ['silence', { kind: 'silence' }, 'no answer within 1 seconds'],
  ['a broken line', { kind: 'closed' }, 'PagerDuty cannot be reached'],
  ['a denied token', { kind: 'forbidden' }, 'PagerDuty denies this to the token'],
] as const)(
  '%s: Muster pages by itself at once, and says so on the trail and in the channel',
  async (_name, fault, words) => {
    house = await openCarrying(fault.kind === 'silence' ? { timeoutMs: 1000 } : {});
    await house.linkBoth();
    house.server.fault(fault);
    const { stream } = await house.paged();
    expect(house.said.map(({ to }) => to)).toContain(BOB);
    const lines = house.said
      .filter(({ to }) => to === '#war-room' || to === '#incidents')
      .map(({ message }) => lineOf(message));
    expect(
      lines.filter((line) => line.includes('Muster pages by itself for page 1.') && line.includes(words)),
    ).toHaveLength(2);
    expect(
      (await house.trail(stream)).some((line) => line.startsWith('Muster pages by itself: ') && line.includes(words)),
    ).toBe(true);
    expect(await house.row(stream)).toMatchObject({ status: 'open', people: [BOB] });
  },
);

test('without a token Muster pages by itself', async () => {
  house = await openCarrying({ desk: {}, connected: false });
  const { stream } = await house.paged();
  expect((await house.trail(stream)).join()).toContain('PAGERDUTY_API_TOKEN is not set');
  expect(await house.row(stream)).toMatchObject({ people: [BOB] });
});

test('without anybody’s name to open it in Muster pages by itself', async () => {
  house = await openCarrying({ config: { ...CONFIG, oncall: {} } });
  const { stream } = await house.paged();
  expect((await house.trail(stream)).join()).toContain('PagerDuty takes an incident only in somebody’s name');
  expect(await house.row(stream)).toMatchObject({ people: [BOB] });
});

test('a person who is not linked pages in Muster’s own name', async () => {
  house = await openCarrying();
  await house.paged('Payments fail', CAROL);
  expect(house.writes()).toEqual(['POST /incidents alice@example.com']);
});

test('acknowledging and resolving are done there by whoever does them, under their own address', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  expect(code(await house.as(BOB).type('page ack', { page: 1 }))).toBe('ok');
  await house.settle();
  expect(house.server.state.incidents).toMatchObject([{ status: 'acknowledged', acknowledgers: ['PBOBBY'] }]);
  expect(code(await house.as(ALICE).type('page resolve', { page: 1 }))).toBe('ok');
  await house.settle();
  expect(house.writes().slice(1)).toEqual([
    'PUT /incidents/PI000001 bob@example.com',
    'PUT /incidents/PI000001 alice@example.com',
  ]);
  expect(house.server.state.incidents).toMatchObject([{ status: 'resolved' }]);
  expect(await house.trail(stream)).toEqual(
    expect.arrayContaining(['bob acknowledged it in PagerDuty', 'alice resolved it in PagerDuty']),
  );
});

test('snooze, escalate, reassign, merge, notes, updates and responders go there under the acting person’s address', async () => {
  house = await openCarrying();
  await house.linkBoth();
  await house.linked(CAROL, 'PCAROL');
  await house.paged();
  const as = house.as(BOB);
  const [incident] = house.server.state.incidents;
  const did = async (name: string, options: Record<string, string | number>): Promise<void> => {
    expect([name, code(await as.type(`page ${name}`, options))]).toEqual([name, 'ok']);
    await house.settle();
  };
  await did('snooze', { page: 1, for: '30m' });
  expect(incident?.snoozedUntil).toBeDefined();
  await did('escalate', { page: 1 });
  expect(incident).toMatchObject({ level: 2, assignees: ['PCAROL'] });
  await did('reassign', { page: 1, who: 'person:alice' });
  expect(incident).toMatchObject({ assignees: ['PALICE'] });
  await did('reassign', { page: 1, who: 'policy:other' });
  expect(incident).toMatchObject({ policy: 'PPOL2' });
  await did('note', { page: 1, text: 'Looking at the proxy' });
  await did('update', { page: 1, text: 'Half of it works again' });
  await did('add', { page: 1, who: 'person:carol' });
  expect(incident?.notes).toMatchObject([{ user: 'PBOBBY', content: 'Looking at the proxy' }]);
  expect(house.server.state.statusUpdates).toMatchObject([{ sender: 'PBOBBY', message: 'Half of it works again' }]);
  expect(house.server.state.responderRequests).toMatchObject([{ requester: 'PBOBBY', targets: ['PCAROL'] }]);
  await house.paged('Also slow');
  await did('merge', { page: 2, into: 1 });
  expect(house.server.state.incidents[1]).toMatchObject({ status: 'resolved' });
  const writes = house.server.asked.filter(({ method }) => method !== 'GET').slice(1);
  expect(writes.filter(({ path }) => !/responder_requests/.test(path)).map(({ headers }) => headers['from'])).toEqual(
    writes
      .filter(({ path }) => !/responder_requests/.test(path))
      .map(({ path }) => (path === '/incidents' ? 'alice@example.com' : 'bob@example.com')),
  );
  expect(await house.parked()).toEqual([]);
});

test('who is not linked is refused, PagerDuty is not told in the bot’s name, and a note there says who wanted to', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  for (const [name, options] of [
    ['ack', {}],
    ['resolve', {}],
    ['escalate', {}],
    ['snooze', { for: '30m' }],
    ['reassign', { who: 'person:bob' }],
    ['reassign', { who: 'policy:plain' }],
  ] as const) {
    const refused = await house.as(CAROL).type(`page ${name}`, { page: 1, ...options });
    expect([name, code(refused)]).toEqual([name, 'pagerduty/unlinked']);
    if (!refused.ok) expect(refused.refusal.message).toContain('/muster pagerduty link');
    await house.settle();
  }
  const [incident] = house.server.state.incidents;
  expect(incident).toMatchObject({ status: 'triggered', acknowledgers: [], level: 1 });
  expect(incident?.notes.map(({ content }) => content)[0]).toBe(
    'carol acknowledged this in Muster. They are not linked to a PagerDuty user.',
  );
  expect(incident?.notes).toHaveLength(6);
  expect(await house.row(stream)).toMatchObject({ status: 'open' });
  expect((await house.trail(stream)).some((line) => line.includes('carol is not linked to a PagerDuty user'))).toBe(
    true,
  );
});

test('an acknowledgement whose answer was lost is done once, and a note is left once', async () => {
  house = await openCarrying();
  await house.linkBoth();
  await house.paged();
  house.server.fault({ kind: '500', times: 1, only: /PUT/, afterwards: true });
  house.server.fault({ kind: 'closed', times: 1, only: /POST .*notes/, afterwards: true });
  await house.as(BOB).type('page ack', { page: 1 });
  await house.as(BOB).type('page note', { page: 1, text: 'once' });
  await house.settle();
  await house.advance(MINUTE);
  expect(house.server.state.incidents).toMatchObject([
    { status: 'acknowledged', acknowledgers: ['PBOBBY'], notes: [{ content: 'once' }] },
  ]);
  expect(await house.parked()).toEqual([]);
});

test('PagerDuty goes away while it carries a page that nobody has: Muster takes over after two silent questions', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  house.server.fault({ kind: '503' });
  await house.advance(2 * MINUTE);
  expect(house.said.map(({ to }) => to)).not.toContain(BOB);
  await house.advance(MINUTE);
  expect(house.said.map(({ to }) => to)).toContain(BOB);
  expect((await house.trail(stream)).join()).toContain('Muster pages by itself: PagerDuty has trouble (503).');
  // It is back: what Bob does in Muster is done there, too.
  house.server.heal();
  expectOk(await house.oncall.pages.acknowledge(stream, BOB, 'button', house.cause(BOB)));
  await house.advance(5 * MINUTE);
  expect(house.server.state.incidents).toMatchObject([{ acknowledgers: ['PBOBBY'] }]);
});

/** Somebody does that to the first incident in PagerDuty itself. */
function put(status: string, from: string): Promise<Response> {
  return fetch(`${house.server.url}/incidents/${house.server.state.incidents[0]?.id ?? ''}`, {
    method: 'PUT',
    headers: {
      authorization: `Token token=${house.server.state.token}`,
      accept: 'application/vnd.pagerduty+json;version=2',
      'content-type': 'application/json',
      from,
    },
    body: JSON.stringify({ incident: { type: 'incident_reference', status } }),
  });
}

test('somebody acknowledges, resolves in PagerDuty: the page follows at the next look, its log stands once on the timeline', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  await put('acknowledged', 'bob@example.com');
  await house.advance(3 * MINUTE);
  expect(await house.row(stream)).toMatchObject({ status: 'acknowledged', acknowledgedBy: BOB });
  await put('resolved', 'carol@example.com');
  await house.advance(11 * MINUTE);
  expect(await house.row(stream)).toMatchObject({ status: 'resolved' });
  const logged = (await house.trail(stream)).filter((line) => line.startsWith('PagerDuty: '));
  expect(logged).toEqual([...new Set(logged)]);
  expect(logged).toEqual([
    'PagerDuty: trigger by Alice Ash',
    'PagerDuty: acknowledge by Bob Birch',
    'PagerDuty: resolve by Carol Cedar',
  ]);
});

test('who had it in PagerDuty before somebody asked others does not get it back when it is looked at', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  expect(code(await house.as(BOB).type('page ack', { page: 1 }))).toBe('ok');
  await house.settle();
  await house.advance(MINUTE);
  expect(code(await house.as(ALICE).type('page decline', { page: 1 }))).toBe('page/not-yours'); // Bob has it
  expect(code(await house.as(BOB).type('page reassign', { page: 1, who: 'person:carol' }))).toBe('ok');
  await house.settle();
  await house.advance(2 * MINUTE);
  expect(house.server.state.incidents).toMatchObject([{ status: 'acknowledged', acknowledgers: ['PBOBBY'] }]);
  expect(await house.row(stream)).toMatchObject({ status: 'open', people: [CAROL] });
  // What somebody acknowledges there from then on counts.
  await put('acknowledged', 'alice@example.com');
  expectOk(await house.as(ALICE).type('page note', { page: 1, text: 'I look at it' }));
  await house.settle();
  await house.advance(MINUTE);
  expect(await house.row(stream)).toMatchObject({ status: 'acknowledged', acknowledgedBy: ALICE });
});

test('the clock is put back an hour: how it goes in PagerDuty is looked at within minutes all the same', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  await house.advance(3 * MINUTE);
  house.putClockBack(60 * MINUTE);
  await house.oncall.audit();
  await put('acknowledged', 'bob@example.com');
  await house.advance(3 * MINUTE);
  expect(await house.row(stream)).toMatchObject({ status: 'acknowledged', acknowledgedBy: BOB });
});

test('of a private incident PagerDuty learns its number and nothing else', async () => {
  const incident = 'incident-0000000000000000000042';
  house = await openCarrying({
    desk: { incidentFacts: async () => ({ number: 42, private: true }), incidentOf: async () => incident },
  });
  await house.linkBoth();
  const sent = await house.as(ALICE, { channelId: '500000000000000001' }).type('page send', {
    who: 'policy:checkout',
    message: 'The acquisition of Initech leaks',
  });
  expect(code(sent)).toBe('ok');
  await house.settle();
  await house.as(ALICE).type('page note', { page: 1, text: 'Initech again' });
  await house.as(ALICE).type('page update', { page: 1, text: 'Initech still' });
  await house.as(CAROL).type('page ack', { page: 1 });
  await house.settle();
  expect(house.server.state.incidents).toMatchObject([
    { title: 'Private incident 42', details: 'Private incident 42', notes: [] },
  ]);
  expect(JSON.stringify(house.server.asked)).not.toContain('Initech');
});

test('a machine that acknowledges an alert leaves a note: the incident is never assigned to Muster’s own user', async () => {
  house = await openCarrying();
  const said = {
    source: 'grafana',
    dedupKey: 'k',
    severity: 'critical',
    summary: 'Down',
    service: 'checkout',
  } as const;
  const alert = (status: Alert['status'], id: string) =>
    house.oncall.alert(
      { ...said, status, url: null, occurrence: null, labels: {} },
      { causeId: id, actor: { kind: 'integration', id: 'grafana' }, source: { kind: 'webhook' } },
    );
  expectOk(await alert('firing', 'a1'));
  await house.settle();
  const acknowledged = await alert('acknowledged', 'a2');
  expect(acknowledged).toMatchObject({ ok: true, value: { outcome: 'told' } });
  await house.settle();
  const notes = [{ content: 'grafana acknowledged this. It is no person, so nobody has it yet.' }];
  expect(house.server.state.incidents).toMatchObject([{ status: 'triggered', acknowledgers: [], notes }]);
  const [row] = await house.oncall.pages.live();
  expect(row).toMatchObject({ status: 'open', acknowledgedBy: null });
  expectOk(await alert('acknowledged', 'a3'));
  await house.settle();
  expect(house.server.state.incidents).toMatchObject([{ notes }]);
  // Muster pages by itself: the page is acknowledged here, and there it is still a note.
  house.server.fault({ kind: '503' });
  await house.advance(3 * MINUTE);
  house.server.heal();
  expectOk(await alert('acknowledged', 'a4'));
  await house.settle();
  expect(await house.row(row?.stream ?? '')).toMatchObject({ status: 'acknowledged' });
  expect(house.server.state.incidents).toMatchObject([{ status: 'triggered', acknowledgers: [] }]);
  expect(house.writes().filter((write) => write.startsWith('PUT'))).toEqual([]);
});

/** What Alertmanager says, and in whose name. */
const firing: Alert = {
  source: 'alertmanager',
  dedupKey: 'k',
  status: 'firing',
  severity: 'critical',
  summary: 'Down',
  service: 'checkout',
  url: null,
  occurrence: null,
  labels: {},
};
const saidBy = (causeId: string) => ({
  causeId,
  actor: { kind: 'integration' as const, id: 'alertmanager' },
  source: { kind: 'webhook' as const },
});

test('an alert that ends before PagerDuty’s incident is found ends that, too: it rang on with a note', async () => {
  house = await openCarrying();
  house.server.fault({ kind: 'closed', times: 1, only: /POST \/incidents$/, afterwards: true });
  expectOk(await house.oncall.alert(firing, saidBy('a1')));
  await house.settle();
  expectOk(await house.oncall.alert({ ...firing, status: 'resolved' }, saidBy('a2')));
  await house.settle();
  expect(house.server.state.incidents).toMatchObject([{ status: 'triggered' }]);
  await house.advance(3 * MINUTE);
  expect(house.server.state.incidents).toMatchObject([{ status: 'resolved' }]);
  expect(house.writes().at(-1)).toMatch(/^PUT \/incidents\/\w+ alice@example\.com$/);
});

test('a warning that becomes critical is one of high urgency there, too, in words of now', async () => {
  house = await openCarrying();
  expectOk(await house.oncall.alert({ ...firing, severity: 'warning', summary: 'Disk 70 % full' }, saidBy('a1')));
  await house.settle();
  expect(house.server.state.incidents).toMatchObject([{ title: 'Disk 70 % full', urgency: 'low' }]);
  expectOk(await house.oncall.alert({ ...firing, summary: 'Checkout is DOWN' }, saidBy('a2')));
  await house.settle();
  expect(house.server.state.incidents).toMatchObject([
    { title: 'Checkout is DOWN', urgency: 'high', status: 'triggered' },
  ]);
  expect(house.writes()).toEqual(['POST /incidents alice@example.com', 'PUT /incidents/PI000001 alice@example.com']);
  expect(house.said.map(({ to }) => to)).not.toContain(BOB);
  expect(await house.parked()).toEqual([]);
});

test('an alert that ends resolves the incident there in Muster’s own name: nobody else acted', async () => {
  house = await openCarrying();
  const [alert, cause] = [firing, saidBy];
  expectOk(await house.oncall.alert(alert, cause('a1')));
  await house.settle();
  expect(house.server.state.incidents).toMatchObject([{ status: 'triggered', title: 'Down' }]);
  expectOk(await house.oncall.alert({ ...alert, status: 'resolved' }, cause('a2')));
  await house.settle();
  expect(house.server.state.incidents).toMatchObject([{ status: 'resolved' }]);
});

test('an incident that somebody ends whom PagerDuty does not know is resolved there in Muster’s own name: it rang on', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const incident = {
    stream: `incident-${'0'.repeat(22)}`,
    number: 7,
    title: 'Down',
    private: false,
    severity: 'SEV-1',
    services: ['checkout'],
  };
  const end = async (id: string, by: string) => {
    const order = {
      to: { type: 'policy', key: 'checkout' },
      message: 'Down',
      urgency: 'high',
      incident: incident.stream,
    } as const;
    expectOk(await house.oncall.pages.open(order, house.cause()));
    await house.settle();
    const ending = { id, by: { kind: 'person' as const, id: by }, at: house.clock.now(), how: 'is resolved' };
    expectOk(await house.oncall.pagesOfIncident.ended(incident, ending));
    await house.settle();
  };
  await end('entry-1', CAROL);
  await end('entry-2', BOB);
  expect(house.server.state.incidents).toMatchObject([{ status: 'resolved' }, { status: 'resolved' }]);
  const names = house.writes().flatMap((write) => (write.startsWith('PUT') ? [write.split(' ').at(-1)] : []));
  expect(names).toEqual(['alice@example.com', 'bob@example.com']); // the account's own, oncall.pagerduty.from; then Bob's
  expect(await house.parked()).toEqual([]);
});

test('the snooze ends: PagerDuty pages again, not Muster', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  await house.as(BOB).type('page snooze', { page: 1, for: '30m' });
  await house.settle();
  expect(code(await house.as(BOB).type('page snooze', { page: 1, for: '8d' }))).toBe('pagerduty/snooze');
  await house.advance(31 * MINUTE);
  expect(house.said.map(({ to }) => to)).not.toContain(BOB);
  expect(await house.trail(stream)).toContain('The snooze is over: PagerDuty pages for it again');
});

test('/page send answers at once', async () => {
  house = await openCarrying();
  const sent = await house.as(ALICE).type('page send', { who: 'policy:checkout', message: 'Down' });
  expect(replyText(sent)).toContain('Page 1');
  await house.settle();
});

test('/muster status knows how PagerDuty is doing', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const good = () => house.oncall.pagerduty.condition?.().good;
  expect(good()).toBe(true);
  house.server.fault({ kind: '503' });
  await house.paged();
  expect(good()).toBe(false);
});

test('an acknowledgement that PagerDuty does not take is none: the page is open again, and the channel reads it', async () => {
  house = await openCarrying();
  await house.linkBoth();
  const { stream } = await house.paged();
  const bob = house.server.state.users.find(({ id }) => id === 'PBOBBY');
  if (bob) bob.email = 'bob@elsewhere.example';
  await house.as(BOB).type('page ack', { page: 1 });
  await house.settle();
  expect(await house.row(stream)).toMatchObject({ status: 'open' });
  const lines = house.said.filter(({ to }) => to === '#war-room').map(({ message }) => lineOf(message));
  expect(lines.join()).toContain('PagerDuty knows no user with that address any more');
  expect(lines.join()).toContain('Page 1 is not acknowledged in PagerDuty, which pages on.');
});

test('a rate limit is waited for as long as PagerDuty says, and uses up no attempt', async () => {
  house = await openCarrying();
  await house.linkBoth();
  await house.paged();
  house.server.fault({ kind: '429', resetSeconds: 42, only: /PUT/ });
  await house.as(BOB).type('page ack', { page: 1 });
  await house.settle();
  const asked = (): number => house.server.asked.filter(({ method }) => method === 'PUT').length;
  const before = asked();
  await house.advance(41_000);
  expect(asked()).toBe(before);
  house.server.heal();
  await house.advance(1000);
  expect(asked()).toBe(before + 1);
  expect(house.server.state.incidents).toMatchObject([{ acknowledgers: ['PBOBBY'] }]);
});
