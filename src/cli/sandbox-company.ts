/** What monitoring sends checkout's alerts with. No secret: the sandbox is on the loopback interface. */
export const CHECKOUT_ROUTING_KEY = '0123456789abcdef0123456789abcdef';

/**
 * muster.yaml of the sandbox's small company, for `muster start` without a token and without a file of one's own: what a
 * newcomer should see at work. `ids` are the people's Discord ids by name.
 */
export const sandboxCompany = (ids: Readonly<Record<string, string>>): string => `
organisation: { name: Lighthouse Ltd, timeZone: Europe/Berlin }

people:
  ada: { discord: "${ids['ada'] ?? ''}", name: Ada Lindqvist, email: ada@lighthouse.example, timeZone: Europe/Berlin }
  ben: { discord: "${ids['ben'] ?? ''}", name: Ben Okafor, email: ben@lighthouse.example, timeZone: Europe/London }
  chiara: { discord: "${ids['chiara'] ?? ''}", name: Chiara Rossi, email: chiara@lighthouse.example, timeZone: Europe/Rome }
  dmitri: { discord: "${ids['dmitri'] ?? ''}", name: Dmitri Petrov, email: dmitri@lighthouse.example, timeZone: America/New_York }

services:
  checkout: { name: Checkout, summary: Carts and payments, owner: payments, severity: SEV-2, policy: checkout, routingKey: ${CHECKOUT_ROUTING_KEY} }
  search: { name: Search, summary: Finding things, owner: discovery, severity: SEV-3, policy: checkout }
  website: { name: Website, summary: Everything that customers see first, owner: web, severity: SEV-3 }

schedules:
  primary:
    timeZone: Europe/Berlin
    layers:
      - { name: weekly, users: [ada, ben, chiara], start: 2026-01-05T09:00, turn: 1 week }
      - { name: weekends, users: [dmitri, chiara], start: 2026-01-09T18:00, turn: 1 week, restrictions: [{ from: fri 18:00, to: mon 09:00 }] }
  secondary:
    timeZone: Europe/Berlin
    layers:
      - { name: daily, users: [chiara, dmitri, ada, ben], start: 2026-01-05T09:00, turn: 1 day }

policies:
  checkout:
    repeat: 1
    fallback: channel:incidents
    steps:
      - { page: [schedule:primary], wait: 2m }
      - { page: [schedule:secondary], wait: 2m }
      - { page: [person:ada, person:ben, channel:incidents], wait: 5m }

permissions:
  incident.respond: { roles: [SRE, Engineer] }
  diagnostics.run: { roles: [SRE, Engineer] }
`;
