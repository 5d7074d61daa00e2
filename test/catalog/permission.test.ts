import { expect, test } from 'vitest';
import { type Permission, permissionsOf } from '../../src/catalog/permission.ts';
import { createPeople } from '../../src/catalog/people.ts';
import { grantsOf, permissionsConfig } from '../../src/catalog/permissions-config.ts';

const known: readonly Permission[] = [
  { name: 'incident.read', summary: 'read incidents', heldBy: 'everybody' },
  { name: 'page.send', summary: 'page people', heldBy: 'listed' },
  { name: 'incident.respond', summary: 'work on an incident', heldBy: 'involved' },
  { name: 'deploy.start', summary: 'deploy', heldBy: 'granted' },
  { name: 'muster.admin', summary: 'do everything', heldBy: 'granted' },
];
const people = createPeople({ alice: { discord: '100000000000000001' } }, 'UTC');
const alice = { id: '100000000000000001', roles: [], managesServer: false };
const stranger = { id: '100000000000000002', roles: [], managesServer: false };
const owner = { ...stranger, managesServer: true };
const sre = { ...stranger, roles: [{ id: '100000000000000009', name: 'SRE' }] };

const held = (person: typeof sre | typeof stranger, config: unknown = {}): readonly string[] =>
  [
    ...permissionsOf(
      person,
      known,
      grantsOf(permissionsConfig.parse(config), people),
      people.byId(person.id) !== undefined,
    ),
  ].sort();

test('without configuration everybody reads, and who manages the server administers', () => {
  expect(held(stranger)).toEqual(['incident.read']);
  expect(held(owner)).toEqual(['incident.read', 'muster.admin']);
});

test('whom muster.yaml lists may page and answer; a stranger on the server may not', () => {
  expect(held(alice)).toEqual(['incident.read', 'page.send']);
  expect(held(stranger)).not.toContain('page.send');
  expect(held(alice, { 'page.send': { roles: ['SRE'] } })).not.toContain('page.send');
});

test('a permission that is configured is held by exactly those named, by role name, role id or person', () => {
  expect(held(sre, { 'deploy.start': { roles: ['SRE'] } })).toContain('deploy.start');
  expect(held(sre, { 'deploy.start': { roles: ['100000000000000009'] } })).toContain('deploy.start');
  expect(held(alice, { 'deploy.start': { people: ['alice'] } })).toContain('deploy.start');
  expect(held(stranger, { 'deploy.start': { people: ['alice'], roles: ['SRE'] } })).toEqual(['incident.read']);
  expect(held(stranger, { 'incident.read': { people: ['alice'] } })).toEqual([]);
});

test('naming administrators takes the right from who merely manages the server', () => {
  expect(held(owner, { 'muster.admin': { people: ['alice'] } })).toEqual(['incident.read']);
});
