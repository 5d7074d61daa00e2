import { expect, test } from 'vitest';
import { createServices } from '../../src/catalog/services.ts';
import { ALICE, BOB, openDesk, STRANGER, textOf } from './desk.ts';

const services = createServices({
  checkout: {
    name: 'Checkout',
    summary: 'Takes the money',
    owner: 'Payments team',
    runbook: 'https://wiki.example/checkout',
    severity: 'SEV-2',
  },
  search: {},
});

async function desk() {
  const opened = openDesk({
    services,
    given: {
      onCallFor: async (service) => (service === 'checkout' ? { policy: 'payments', people: [BOB] } : undefined),
    },
  });
  await opened.as(ALICE).type('incident declare', { title: 'Cards are refused', service: 'checkout' });
  await opened.as(ALICE).type('incident declare', { title: 'Keys leaked', service: 'checkout', private: true });
  await opened.as(ALICE).type('incident declare', { title: 'Slow', service: 'checkout' });
  await opened.as(ALICE).type('incident resolve', { incident: '3' });
  return opened;
}

test('/service show says who owns it, where to look, who is on call, and what happened to it', async () => {
  const opened = await desk();
  const shown = textOf(await opened.as(ALICE).type('service show', { service: 'Checkout' }));
  for (const part of ['Takes the money', 'Payments team', 'https://wiki.example/checkout', 'payments', BOB, 'SEV-2']) {
    expect(shown).toContain(part);
  }
  expect(shown).toContain('Cards are refused');
  expect(shown).toContain('Keys leaked');
  expect(shown).toContain('Slow');
  expect(textOf(await opened.as(ALICE).type('service show', { service: 'search' }))).toContain('nobody is named');
});

test('a private incident of it is told only to who may see it, and only to them', async () => {
  const opened = await desk();
  for (const command of ['service show', 'service list', 'service owner']) {
    const said = textOf(await opened.as(STRANGER).type(command, { service: 'checkout' }));
    expect(said).not.toContain('Keys leaked');
    expect(said).not.toContain('#2');
  }
  expect(textOf(await opened.as(STRANGER).type('service list'))).toContain('incident 1');
  expect(await opened.as(ALICE).type('service show', { service: 'checkout' })).toMatchObject({
    value: { visibility: 'private' },
  });
});

test('/service owner answers everybody in a line; what is unknown is refused with the way to those that there are', async () => {
  const opened = await desk();
  const owner = textOf(await opened.as(BOB).type('service owner', { service: 'checkout' }));
  expect(owner).toContain('Payments team');
  expect(owner).toContain('(policy payments)');
  expect(textOf(await opened.as(BOB).type('service owner', { service: 'nope' }))).toContain('/service list');
  expect(textOf(await openDesk().as(BOB).type('service list'))).toContain('muster.yaml');
  expect(JSON.stringify(await opened.as(BOB).suggest('service show', 'service', 'check'))).toContain('Checkout');
});

test('a service that is not there is refused wherever it is written; while there are none, any words are one', async () => {
  const opened = await desk();
  const unknown = 'There is no service "chekcout". Known are: checkout, search. Name one of them.';
  const alice = opened.as(ALICE);
  const declared = await alice.type('incident declare', { title: 'Typed in a hurry', service: 'chekcout' });
  expect(JSON.stringify(declared)).toContain(JSON.stringify(`${unknown} Leave it out if unsure.`).slice(1, -1));
  const added = await alice.type('incident impact', { incident: '1', service: 'chekcout' });
  expect(JSON.stringify(added)).toContain(JSON.stringify(unknown).slice(1, -1));
  expect(JSON.stringify(added)).not.toContain('unsure');
  expect(textOf(await alice.type('incident impact', { incident: '1', service: 'search' }))).toContain('search');

  const none = openDesk({ services: createServices({}) });
  const free = await none.as(ALICE).type('incident declare', { title: 'No configuration yet', service: 'the shop' });
  expect(textOf(free)).toContain('Incident 1 declared');
});
