import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { check } from '../../src/cli/check.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-check-'));
const path = join(folder, 'muster.yaml');
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What `muster check` prints of this file, without the path before each line. */
async function checked(text: string): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  writeFileSync(path, text);
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => ((out += String(part)), true));
  const code = await check(path);
  return {
    code,
    lines: out
      .trim()
      .split('\n')
      .map((line) => line.replace(`${path}:`, '')),
  };
}

test('names that nothing bears are faults, each at its place with what there is to choose from', async () => {
  const { code, lines } = await checked(`permissions:
  deploys.rnu: everybody
  incident.erase: { people: [nobody] }
oncall: { autoPage: [SEV-9] }
services:
  web: { severity: SEV-2, diagnostics: [dnss, dns] }
`);
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^2:3: permissions\.deploys\.rnu: there is no such permission: .*deploys\.run/),
    expect.stringMatching(/^3:30: permissions\.incident\.erase\.people\.0: nobody is not under `people`/),
    expect.stringMatching(/^4:22: oncall\.autoPage\.0: there is no severity SEV-9: it is one of SEV-1/),
    expect.stringMatching(/^6:41: services\.web\.diagnostics\.0: there is no diagnostic dnss: .*\bdns\b/),
  ]);
});

test('what has the wrong form is one fault: nothing in it is looked up', async () => {
  const { code, lines } = await checked('oncall: { mirrors: abc }\nservices: { web: { policy: none } }\n');
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^1:\d+: oncall\.mirrors: /),
    expect.stringMatching(/^2:\d+: services\.web\.policy: /),
  ]);
});

test('a dangerous diagnostic among those that run by themselves is a warning: it is left out there', async () => {
  const plugin = join(import.meta.dirname, '../diagnostics/plugins/shop.ts');
  const text = `diagnostics: { plugins: { shop: { from: ${plugin}, config: { shop: checkout } } } }
services:
  web: { diagnostics: [visits, burn] }
`;
  const { code, lines } = await checked(text);
  expect(code).toBe(0);
  expect(lines.slice(1)).toEqual([
    expect.stringMatching(
      /^3:32: warning: burn is dangerous .* left out .*when an incident is declared.* type \/diag burn\.$/,
    ),
  ]);
  const byHand = await checked(`${text}incidents: { diagnoseAtDeclaration: false }\n`);
  expect(byHand.lines[1]).toContain('run together (by the button)');
});

test('a file of certificates that is not there, or holds none, is a fault where it is named', async () => {
  writeFileSync(join(folder, 'notes.txt'), 'no certificate');
  const { code, lines } = await checked(`diagnostics:
  databases:
    shop: { url: "postgres://db.test/shop", tls: { ca: ./no-such.pem } }
  plugins:
    redis: { config: { servers: { cache: { url: "rediss://cache.test", tls: { ca: notes.txt } } } } }
`);
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^3:\d+: diagnostics\.databases\.shop\.tls\.ca: There is no file .*no-such\.pem\. Write/),
    expect.stringMatching(
      /^5:\d+: diagnostics\.plugins\.redis\.config\.servers\.cache\.tls\.ca: .*notes\.txt holds no/,
    ),
  ]);
});

test('webhooks that go unsigned are warned of, once and with the remedy', async () => {
  const hooks = `people:
  bob: { contacts: [{ ntfy: https://ntfy.example/bob }, { webhook: https://pager.example/bob }] }
policies:
  web: { steps: [{ page: [person:bob] }, { page: [{ roundRobin: [webhook:https://pager.example/team] }] }] }
`;
  vi.stubEnv('MUSTER_PUBLIC_URL', 'https://muster.example');
  expect((await checked(hooks)).lines.slice(1)).toEqual([
    expect.stringMatching(/^2:\d+: warning: webhooks go unsigned, .* set oncall\.webhookSecret/),
  ]);
  const [, team] = (await checked(hooks.replace(', { webhook: https://pager.example/bob }', ''))).lines;
  expect(team).toMatch(/^4:\d+: warning: webhooks go unsigned/);
  expect((await checked(`${hooks}oncall: { webhookSecret: a-long-secret-of-your-own }`)).lines).toHaveLength(1);
});

test('contacts that carry no link are warned of where nobody knows the address of Muster', async () => {
  const people = 'people:\n  ada: {}\n  bob: { contacts: [{ ntfy: https://ntfy.example/bob }] }\n';
  const { code, lines } = await checked(people);
  expect(code).toBe(0);
  expect(lines.slice(1)).toEqual([expect.stringMatching(/^3:\d+: warning: .* no link .* set MUSTER_PUBLIC_URL/)]);
  vi.stubEnv('MUSTER_PUBLIC_URL', 'https://muster.example');
  expect((await checked(people)).lines).toHaveLength(1);
});

test('somebody in a rotation whom no page can reach, or nothing but a call, is a warning at their place', async () => {
  const { code, lines } = await checked(`people:
  ada: {}
  ben: { discord: "123456789012345678" }
  eve: {}
  fay: { contacts: [{ call: "+4930123456" }] }
schedules: { primary: { layers: [{ users: [ada, ben, fay], start: 2026-01-01T00:00, turn: 1 week }] } }
oncall: { twilio: { accountSid: AC1, authToken: x, from: "+4930123457" } }
`);
  expect([code, ...lines.filter((line) => line.includes('is on call in'))]).toEqual([
    0,
    expect.stringMatching(
      /^2:\d+: warning: ada is on call in primary, but no page can reach them: add their Discord id/,
    ),
    expect.stringMatching(/^5:\d+: warning: fay is on call in primary, and only a call reaches them: .* add .* sms/i),
  ]);
});

test('a program or folder that is not on this machine is a warning', async () => {
  const { code, lines } = await checked(`actions:
  a: { summary: x, risk: read, runs: { program: [muster-nonesuch], folder: /tmp } }
  b: { summary: x, risk: read, runs: { program: [sh], folder: /muster/nowhere } }
  c: { summary: x, risk: read, runs: { program: [sh], folder: /tmp } }
`);
  expect(code).toBe(0);
  expect(lines.slice(1)).toEqual([
    '2:40: warning: there is no program muster-nonesuch on this machine.',
    '3:55: warning: there is no folder /muster/nowhere on this machine.',
  ]);
});

test('an id without quotes, a name that nobody bears and a key too many are told in one go', async () => {
  const { code, lines } = await checked(`organisation: { guild: 123456789012345678 }
incidents: { nonsense: 1 }
services:
  web: { policy: nope }
`);
  expect(code).toBe(1);
  expect(lines).toEqual([
    '1:17: organisation.guild: is a number here: put it in quotes.',
    expect.stringMatching(/^2:14: incidents: "nonsense" is not known here/),
    expect.stringMatching(/^4:10: services\.web\.policy: there is no policy called nope/),
  ]);
});

test('a wrong name in one part is told beside faults of other parts, and what has a fault is known by its name', async () => {
  const { lines } = await checked(`people: { ada: { timeZone: nowhere } }
services:
  web: { policy: webb }
  shop: { policy: web, policy2: x }
policies:
  web: { steps: [{ page: [person:ada], wiat: 5m }] }
`);
  expect(lines).toEqual([
    expect.stringMatching(/^1:18: people\.ada\.timeZone: /),
    expect.stringMatching(/^3:10: services\.web\.policy: there is no policy called webb/),
    expect.stringMatching(/^4:24: services\.shop: "policy2" \(did you mean "policy"\?\) is not known here/),
    expect.stringMatching(/^6:\d+: policies\.web\.steps\.0: "wiat" \(did you mean "wait"\?\) is not known here/),
  ]);
});

test('a line without its colon is told in words', async () => {
  const { lines } = await checked('people:\n  ada\n  ben: {}\n');
  expect(lines).toEqual([expect.stringMatching(/^2:3: A line has no colon: write `key: value`/)]);
});

test.each([
  ['a list of things', '- people\n- services\n', /^1:1: This is no list of sections with their keys/],
  ['a line of text', 'please page ada\n', /^1:1: This is no list of sections/],
  ['bytes that are no text', '\u0000\ufffd\u0001\n', /^1:1: /],
  ['two documents in one', 'people: {}\n---\nservices: {}\n', /^2:1: Another document begins here/],
  ['what stands for itself', 'people: {}\nservices: &all\n  shop: { runbook: [*all] }\n', /^3:21: .* would never end/],
  ['lists in lists without end', `people: ${'['.repeat(20_000)}`, /^1:\d+: /],
])('%s is a fault at its place', async (_, text, fault) => {
  const { code, lines } = await checked(text);
  expect(code).toBe(1);
  expect(lines[0]).toMatch(fault);
});

test('an unknown section has no prefix, and is told what may be meant', async () => {
  const { lines } = await checked('policy: {}\n');
  expect(lines).toEqual([
    '1:1: "policy" (did you mean "policies"?) is not known here. Remove it or correct its spelling.',
  ]);
});

test('a file that is not there is told in plain words', async () => {
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => ((out += String(part)), true));
  expect(await check(join(folder, 'none.yaml'))).toBe(1);
  expect(out).toContain('There is no such file');
  expect(out).not.toContain('ENOENT');
});
