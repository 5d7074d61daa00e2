import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { findingsToText } from '../../src/diagnostics/findings/findings-to-text.ts';
import { addressesInFindings, nameAddressesIn } from '../../src/diagnostics/findings/name-addresses.ts';
import type { Findings } from '../../src/diagnostics/kit/finding.ts';
import { reverseNames } from '../../src/diagnostics/network/reverse-names.ts';
import { startBot } from '../../src/testing.ts';
import { startBind } from '../counterparts/bind.ts';

const zone = `$TTL 300
@ IN SOA ns. admin. 1 7200 3600 1209600 300
@ NS ns.
7 PTR payments-1.shop.test.
`;

/** Addresses at the beginning of a line, behind a tab, and behind a backslash. */
const LOG = 'refused\n192.0.2.7 refused\n\t198.51.100.9 refused\nfrom 198.51.100.10\\\\x refused\n';

test('addresses in findings and in what people said have their names beside them', async () => {
  const server = await startBind({
    files: { reverse: zone },
    config: () => 'zone "2.0.192.in-addr.arpa" { type primary; file "reverse"; };',
  });
  const bot = await startBot({
    config: JSON.stringify({
      diagnostics: {
        reverse: `127.0.0.1:${server.port}`,
        networks: { warehouse: '198.51.100.0/24' },
        plugins: { logs: { config: { sources: { app: { command: ['printf', LOG] } } } } },
      },
      permissions: { 'diagnostics.run': 'everybody', 'diagnostics.data': 'everybody' },
    }),
  });
  const ada = bot.as('ada');
  await ada.command('#general', 'incident declare', { title: 'Payments fail', severity: 'SEV-2' });
  const channel = await ada.waitFor(() => ada.channels().find(({ name }) => name?.includes('payments-fail')));
  const said = ada.send(channel.id, 'It comes from 192.0.2.7 and 198.51.100.9, not from 192.0.2.8');
  ada.react(said.id, '📌');
  await expect
    .poll(async () => {
      const exchange = await (await ada.command(channel.id, 'incident timeline')).final();
      return JSON.stringify(exchange.message);
    })
    .toContain('192.0.2.7 (payments-1.shop.test) and 198.51.100.9 (warehouse), not from 192.0.2.8');
  const ran = await ada.command('#general', 'diag logs', { text: 'refused' });
  for (const line of [
    '192.0.2.7 (payments-1.shop.test) refused',
    '198.51.100.9 (warehouse) refused',
    'from 198.51.100.10 (warehouse)',
  ])
    await expect.poll(async () => JSON.stringify((await ran.final()).message)).toContain(line);
  await bot.stop();
  await server.stop();
});

test('wherever an address is shown of what was found, its name stands beside it', () => {
  const address = '192.0.2.7:9100';
  const title = `of ${address}`;
  const findings: Findings = [
    { type: 'text', title, text: address },
    { type: 'lines', title, text: address },
    { type: 'facts', title, facts: [{ name: address, value: address }] },
    { type: 'table', title, columns: [{ name: address }], rows: [[address]], note: address },
    { type: 'tree', title, roots: [{ label: address, details: [address], children: [{ label: address }] }] },
    { type: 'series', title, series: [{ name: `up{instance="${address}"}`, points: [[1, 1]] }] },
    { type: 'verdict', title, verdict: 'bad', reason: address, next: address },
  ];
  expect(addressesInFindings(findings.slice(5, 6))).toEqual(['192.0.2.7']);
  const named = nameAddressesIn(findings, () => 'payments-1');
  const shown = findingsToText(named);
  expect(shown.match(/192\.0\.2\.7:9100/g)).toHaveLength(20);
  expect(shown.replaceAll('192.0.2.7:9100 (payments-1)', '')).not.toContain('192.0.2.7');
});

test('a name server that does not answer is waited for once, and then left alone for a while', async () => {
  const names = reverseNames({ clock: systemClock, setting: () => '127.0.0.1:9' });
  // More than are asked about at once are counted.
  const many = Array.from({ length: 50 }, (_, n) => `192.0.2.${n}`);
  expect(await names(many)).toEqual({ names: new Map(), leftOut: 10 });
  const none = reverseNames({ clock: systemClock, setting: () => false });
  expect(await none(many)).toEqual({ names: new Map(), leftOut: 0 });
});

test('what a service lists is run when an incident is declared, and from its card', async () => {
  const found = 'refused\n'.repeat(3);
  const bot = await startBot({
    config: JSON.stringify({
      diagnostics: { plugins: { logs: { config: { sources: { app: { command: ['printf', found] } } } } } },
      services: { shop: { diagnostics: [{ logs: { text: 'refused' } }] } },
      permissions: { 'diagnostics.run': 'everybody', 'diagnostics.data': 'everybody' },
    }),
  });
  const ada = bot.as('ada');
  await ada.command('#general', 'incident declare', { title: 'Shop fails', severity: 'SEV-2', service: 'shop' });
  const channel = await ada.waitFor(() => ada.channels().find(({ name }) => name?.includes('shop-fails')));
  const shown = () => ada.see(channel.id).filter((one) => JSON.stringify(one).includes('Diagnostics of shop'));
  const done = (message: unknown): boolean => JSON.stringify(message).includes('3 lines match');
  await ada.waitFor(() => shown().some(done));
  expect(JSON.stringify(shown())).toContain('What each found in full: /incident export');

  const card = ada.see(channel.id).find((one) => JSON.stringify(one).includes('diagnostic.preset'));
  await ada.press(card?.id ?? '', 'Run diagnostics');
  const answer = await ada.waitFor(() => shown().filter(done)[1]);
  expect(answer.attachments.map(({ filename }) => filename)).toEqual(['1-logs.txt']);
  // Both runs are evidence, with all that they found.
  const exchange = await ada.command(channel.id, 'incident export', { format: 'md' });
  await expect.poll(async () => (await exchange.final()).message?.attachments.length).toBe(1);
  const text = await (await fetch((await exchange.final()).message?.attachments[0]?.url ?? '')).text();
  expect(text.match(/3 lines match/g)).toHaveLength(2);
  await bot.stop();
});
