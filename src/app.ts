import type { Clock } from './base/clock.ts';
import { newId } from './base/ids.ts';
import type { Log } from './base/log.ts';
import { type Result, ok, refuse } from './base/result.ts';
import { createPeople, type People } from './catalog/people.ts';
import {
  MUSTER_ADMIN,
  musterPermissions,
  type Permission,
  permissionsOf,
  type RoleHolder,
} from './catalog/permission.ts';
import { grantsOf } from './catalog/permissions-config.ts';
import { createServices, type Services } from './catalog/services.ts';
import type { Viewer } from './catalog/viewer.ts';
import { commandKinds, createAudit } from './commands/audit.ts';
import { createDispatcher, type Dispatcher } from './commands/dispatch.ts';
import type { Domain, DomainShapes } from './commands/domain.ts';
import { helpCommand } from './commands/help-command.ts';
import { whoamiCommand } from './commands/whoami-command.ts';
import type { Config, Settings } from './config.ts';
import { createIncidents, type Incidents } from './incidents/incidents.ts';
import { incidentShapes } from './incidents/shapes.ts';
import { openSqliteStore } from './storage/sqlite/open-sqlite-store.ts';
import { composeEntryKinds, type EntryKinds } from './timeline/entry-kind.ts';
import { timelineKinds } from './timeline/kinds.ts';
import { type Store, StoreError } from './timeline/store.ts';
import { createTimeline, type Timeline } from './timeline/timeline.ts';

/** What muster.yaml says now. Parts ask at each use, because it reloads. */
export interface Current {
  readonly config: Config;
  readonly people: People;
  readonly services: Services;
}

/** Everything of Muster that needs no network: the record, the domains, and the one door to their commands. */
export interface App {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly timeline: Timeline;
  readonly kinds: EntryKinds;
  readonly permissions: readonly Permission[];
  readonly dispatcher: Dispatcher;
  readonly incidents: Incidents;
  /** Domains by name, for what is the same for all: effect handlers. */
  readonly domains: readonly Domain[];
  current(): Current;
  /** Takes a configuration that was read anew. */
  reload(config: Config): void;
  /** How somebody may be called when muster.yaml does not know them: set by who speaks to Discord. */
  setNames(nameOf: (id: string) => string | undefined): void;
  viewerOf(person: RoleHolder & { readonly name: string }): Viewer;
  /** Flushes and closes the store. */
  close(): Promise<void>;
}

export interface AppOptions {
  readonly settings: Settings;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** Beside a running bot: nothing can be changed. */
  readonly readOnly?: boolean;
}

/** Before the store is opened it must know what every domain keeps. One line a domain. */
const SHAPES: readonly DomainShapes[] = [incidentShapes];

/** Opens the record and builds everything around it. Refuses `store/…` with the remedy. */
export function openApp(options: AppOptions): Result<App> {
  const { settings, clock, log } = options;
  const kinds = composeEntryKinds(timelineKinds, commandKinds, ...SHAPES.map((shapes) => shapes.kinds));
  const permissions = [...musterPermissions, ...SHAPES.flatMap((shapes) => shapes.permissions)];
  const opened = openStore(options, kinds);
  if (!opened.ok) return opened;
  const store = opened.value;
  const timeline = createTimeline({ store, clock, kinds, newId, secrets: settings.secrets });

  let current = currentOf(options.config);
  let chatNameOf: (id: string) => string | undefined = () => undefined;
  const nameOf = (id: string): string | undefined =>
    id === operator.id ? operator.name : (current.people.byId(id)?.name ?? chatNameOf(id));

  const incidents = createIncidents({
    timeline,
    store,
    clock,
    kinds,
    newId,
    nameOf,
    config: () => current.config.incidents,
    services: () => current.services,
    timeZone: () => current.config.organisation.timeZone,
  });
  const domains: readonly Domain[] = [incidents];

  const dispatcher: Dispatcher = createDispatcher({
    commands: [
      ...domains.flatMap((domain) => domain.commands),
      helpCommand(() => dispatcher.commands),
      whoamiCommand(() => current.people),
    ],
    actions: domains.flatMap((domain) => domain.actions),
    menus: domains.flatMap((domain) => domain.menus),
    permissions,
    involvement: (context, target) => incidents.involvement(context, target),
    whoGrants: (permission) => whoGrants(current, permission),
    audit: createAudit(timeline),
  });

  return ok({
    settings,
    clock,
    log,
    store,
    timeline,
    kinds,
    permissions,
    dispatcher,
    incidents,
    domains,
    current: () => current,
    reload(config) {
      current = currentOf(config);
    },
    setNames(found) {
      chatNameOf = found;
    },
    viewerOf: ({ name, ...person }) => ({
      id: person.id,
      name,
      roleIds: person.roles.map((role) => role.id),
      permissions: permissionsOf(person, permissions, grantsOf(current.config.permissions, current.people)),
    }),
    close: () => store.close(),
  });
}

const currentOf = (config: Config): Current => ({
  config,
  people: createPeople(config.people, config.organisation.timeZone),
  services: createServices(config.services),
});

const SQLITE = 'sqlite:';

function openStore({ settings, clock, readOnly = false }: AppOptions, kinds: EntryKinds): Result<Store> {
  const url = settings.MUSTER_DATABASE_URL ?? `${SQLITE}muster.db`;
  if (!url.startsWith(SQLITE)) {
    return refuse(
      'store/unsupported',
      'This version keeps its record in SQLite only: set MUSTER_DATABASE_URL to sqlite:FILE.',
    );
  }
  const projections = SHAPES.flatMap((shapes) => shapes.projections);
  try {
    return ok(openSqliteStore({ path: url.slice(SQLITE.length), projections, kinds, clock, readOnly }));
  } catch (error) {
    if (error instanceof StoreError) return refuse(error.code, error.message);
    throw error;
  }
}

/** Who can help somebody who was refused, in words. */
function whoGrants({ config, people }: Current, permission: string): string {
  const admins = config.permissions[MUSTER_ADMIN];
  const named =
    admins === undefined || admins === 'everybody'
      ? []
      : [...(admins.roles ?? []), ...(admins.people ?? []).map((key) => people.byKey(key)?.name ?? key)];
  const who = named.length > 0 ? named.join(', ') : 'Whoever manages this server';
  return `${who} can grant it, under permissions: ${permission} in muster.yaml.`;
}

/** The operator at the command line: whoever may read and write the database file may do everything that is in it. */
export const operator: Viewer = { id: 'cli', name: 'Operator', roleIds: [], permissions: new Set([MUSTER_ADMIN]) };
