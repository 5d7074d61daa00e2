import type { Shop } from '../sandbox/shop.ts';

/** What monitoring sends checkout's alerts with. No secret: the sandbox is on the loopback interface. */
export const CHECKOUT_ROUTING_KEY = '0123456789abcdef0123456789abcdef';

export interface CompanyFacts {
  /** Discord ids by username, and of channels by name. */
  readonly people: Readonly<Record<string, string>>;
  readonly channels: Readonly<Record<string, string>>;
  /** IANA name of the machine's zone: in it what people type and what the page shows are the same. */
  readonly timeZone: string;
  readonly shop: Shop;
}

/**
 * muster.yaml of the sandbox's small company, for `muster start` without a token and without a file of one's own: what a
 * newcomer should see at work, and change.
 */
export const sandboxCompany = ({ people, channels, timeZone, shop }: CompanyFacts): string => `\
# Written by \`muster start\`: the small company of the sandbox. Change it while Muster runs, and see what it does.
# Every key: docs/configuration.md. Delete this file to get it written anew.
organisation: { name: Lighthouse Ltd, timeZone: ${timeZone} }

people:
  ada: { discord: "${people['ada'] ?? ''}", name: Ada Lindqvist, email: ada@lighthouse.example, timeZone: ${timeZone} }
  ben: { discord: "${people['ben'] ?? ''}", name: Ben Okafor, email: ben@lighthouse.example, timeZone: ${timeZone} }
  chiara: { discord: "${people['chiara'] ?? ''}", name: Chiara Rossi, email: chiara@lighthouse.example, timeZone: ${timeZone} }
  dmitri: { discord: "${people['dmitri'] ?? ''}", name: Dmitri Petrov, email: dmitri@lighthouse.example, timeZone: ${timeZone} }
  emeka: { discord: "${people['emeka'] ?? ''}", name: Emeka Nwosu, email: emeka@lighthouse.example, timeZone: ${timeZone} }

services:
  checkout:
    name: Checkout
    summary: Carts and payments
    owner: payments
    severity: SEV-2
    policy: checkout
    routingKey: ${CHECKOUT_ROUTING_KEY}
    diagnostics: [{ query: { name: failed-orders } }]
  search: { name: Search, summary: Finding things, owner: discovery, severity: SEV-3, policy: checkout }
  website: { name: Website, summary: Everything that customers see first, owner: web, severity: SEV-3 }

schedules:
  primary:
    timeZone: ${timeZone}
    layers:
      - { name: weekly, users: [ada, ben, chiara], start: 2026-01-05T09:00, turn: 1 week }
      - { name: weekends, users: [dmitri, chiara], start: 2026-01-09T18:00, turn: 1 week, restrictions: [{ from: fri 18:00, to: mon 09:00 }] }
  secondary:
    timeZone: ${timeZone}
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

oncall: { channel: on-call }

diagnostics:
  databases: { shop: { url: "sqlite:${shop.database}" } }
  queries:
    failed-orders:
      summary: The last orders that failed
      database: shop
      sql: SELECT id, customer, placed_at FROM orders WHERE status = 'failed' ORDER BY placed_at DESC LIMIT 10

actions:
  restart:
    summary: Restart a web host
    risk: change # read: runs at once; change: confirmed; danger: approved by a second person
    service: checkout
    target: "{host}"
    parameters:
      host: { summary: Which host, type: choice, choices: [web-1, web-2, web-3] }
      mode: { summary: How, type: choice, choices: [graceful, hard], default: graceful }
    runs: { program: ["${process.execPath}", restart.mjs, "{host}", "{mode}"], folder: "${shop.folder}" }
${shop.repository === undefined ? '' : deploys(shop.repository, shop.folder, channels['deploys'])}
permissions:
  incident.respond: { roles: [SRE, Engineer] }
  diagnostics.run: { roles: [SRE, Engineer] }
  diagnostics.data: { roles: [SRE, Engineer] }
  actions.run: { roles: [SRE, Engineer] }
  deploys.run: { roles: [SRE, Engineer] }
  deploys.lock: { roles: [SRE, Engineer] }
  deploys.override: { roles: [SRE] }
`;

const deploys = (repository: string, folder: string, channel: string | undefined): string => `
apps:
  checkout:
    repository: { git: "${repository}" }
    environments: # in order: production gets only what was on staging
      - { name: staging, runs: { program: ["${process.execPath}", deploy.mjs, "${repository}", staging, "{commit}"], folder: "${folder}" } }
      - { name: production, runs: { program: ["${process.execPath}", deploy.mjs, "${repository}", production, "{commit}"], folder: "${folder}" } }
${channel === undefined ? '' : `\ndeploys: { channel: "${channel}" }\n`}`;
