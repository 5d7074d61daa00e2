import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { SeedChannel, SeedPerson, SeedRole } from './seed-shape.ts';

/** The small company that a sandbox holds unless it is given another. */
export const ROLES: readonly SeedRole[] = [
  { name: 'Admin', color: 0xb4413c, permissions: P.Administrator },
  { name: 'SRE', color: 0x2f6f4f, mentionable: true },
  { name: 'Engineer', color: 0x2b5f8a, mentionable: true },
  { name: 'Support', color: 0x8a6d1f, mentionable: true },
];

export const PEOPLE: readonly SeedPerson[] = [
  { name: 'ada', displayName: 'Ada Lindqvist', roles: ['Admin', 'SRE'], owner: true },
  { name: 'ben', displayName: 'Ben Okafor', roles: ['SRE'] },
  { name: 'chiara', displayName: 'Chiara Rossi', roles: ['SRE', 'Engineer'] },
  { name: 'dmitri', displayName: 'Dmitri Petrov', roles: ['Engineer'] },
  { name: 'emeka', displayName: 'Emeka Nwosu', roles: ['Engineer'] },
  { name: 'fatima', displayName: 'Fatima Haddad', roles: ['Support'] },
  { name: 'grace', displayName: 'Grace Kim', roles: ['Support'] },
  { name: 'stranger', displayName: 'A Stranger' },
];

export const CHANNELS: readonly SeedChannel[] = [
  { name: 'Company', kind: 'category' },
  { name: 'general', category: 'Company', topic: 'Everything and everybody' },
  { name: 'random', category: 'Company' },
  { name: 'Operations', kind: 'category' },
  { name: 'incidents', category: 'Operations', topic: 'Every incident is announced here' },
  { name: 'on-call', category: 'Operations', topic: 'Who is on call, and pages' },
  { name: 'deploys', category: 'Operations', topic: 'What goes out, and when' },
  { name: 'leadership', category: 'Operations', onlyFor: ['Admin'] },
  { name: 'Incidents', kind: 'category' },
];
