import { dirname, resolve } from 'node:path';
import { type Actions, createActions, deploysCalendarBeside } from './actions/actions.ts';
import type { Clock } from './base/clock.ts';
import { newId } from './base/ids.ts';
import type { Log } from './base/log.ts';
import { createAppCalendar } from './app/app-calendar.ts';
import { announceHeads } from './app/announce-heads.ts';
import { type Current, currentOf, operatorsOf, whoGrants } from './app/current.ts';
import { declarationsOf } from './app/declarations.ts';
import { effectWords } from './app/effect-words.ts';
import { createIncidentOfAlert } from './app/incident-of-alert.ts';
import { openIncidents } from './app/open-incidents.ts';
import { openRecord, runsFolder } from './app/open-record.ts';
import { createNames, type Names } from './app/names.ts';
import { operator } from './app/operator.ts';
import { firstPagedBy } from './app/on-call-for.ts';
import { pageForIncidents } from './app/page-for-incidents.ts';
import { pagedAtSeverity } from './app/paged-at-severity.ts';
import { createFollowIncidentsConfig } from './app/follow-incidents-config.ts';
import { letInWhoAnswers } from './app/let-in-who-answers.ts';
import { createWhoTookCommand } from './app/who-took-command.ts';
import { type Result, ok, refuse } from './base/result.ts';
import { permissionsOf, type RoleHolder } from './catalog/permission.ts';
import { grantsOf } from './catalog/permissions-config.ts';
import type { Viewer } from './catalog/viewer.ts';
import { createAudit } from './commands/audit.ts';
import { createDispatcher, type Dispatcher } from './commands/dispatch.ts';
import type { Domain } from './commands/domain.ts';
import { createFormAgain } from './commands/form-again.ts';
import { createHelp } from './commands/help-command.ts';
import type { ReadCondition } from './commands/status-command.ts';
import type { Config, Settings } from './config.ts';
import { createDiagnostics, type Diagnostics } from './diagnostics/diagnostics.ts';
import type { StartWorker } from './diagnostics/runner/plugin-worker.ts';
import { createIncidents, type Incidents } from './incidents/incidents.ts';
import { parseDue } from './incidents/due.ts';
import { linklessWarnings } from './oncall/config/linkless-warnings.ts';
import { unsignedWarnings } from './oncall/config/unsigned-warnings.ts';
import { createOnCall, type OnCall } from './oncall/oncall.ts';
import { ORGANISATION } from './timeline/entry.ts';
import type { EffectHandlers } from './timeline/effect.ts';
import type { EntryKinds } from './timeline/entry-kind.ts';
import { createErasure } from './timeline/erasure.ts';
import { createHeads } from './timeline/heads.ts';
import type { Store } from './timeline/store.ts';
import { createTimeline, type Timeline } from './timeline/timeline.ts';
import { type Links, openLinks } from './web/links.ts';

/** What of muster.yaml cannot be taken now, and where it stands. */
export interface RefusedPart {
  readonly path: readonly string[];
  readonly message: string;
}

/** Everything of Muster that needs no network: the record, the domains, and the one door to their commands. */
export interface App {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly timeline: Timeline;
  readonly kinds: EntryKinds;
  readonly dispatcher: Dispatcher;
  readonly incidents: Incidents;
  readonly actions: Actions;
  readonly oncall: OnCall;
  /** Undefined at the command line, which runs none. */
  readonly diagnostics: Diagnostics | undefined;
  /** Of all domains and of the timeline itself: for the worker, beside those of whoever speaks to the world. */
  readonly effects: EffectHandlers;
  /** What was typed into a form that was refused, kept for a day: see `commands/form-again.ts`. */
  readonly keepForm: ReturnType<typeof createFormAgain>['keep'];
  /** Before the worker begins: what was recorded but not carried out is carried out, and the calendar is armed. */
  recover(): Promise<void>;
  current(): Current;
  /**
   * Takes a configuration that was read anew. True when commands came or went, and must be registered.
   * `refused`: nothing of it was taken, because somebody is on call this minute who is not in it.
   */
  reload(config: Config): Promise<{ readonly commandsChanged: boolean; readonly refused: readonly RefusedPart[] }>;
  /** Told when commands came or went without a reload: a plugin that was not waited for has arrived. */
  onCommandsChanged(listener: () => void): void;
  readonly names: Names;
  readonly links: Links;
  /** For `/muster status`: how a counterpart is doing, asked when somebody wants to know. */
  watch(name: string, condition: ReadCondition): void;
  /** Whether everything that happens by the calendar has its next run on disk. */
  calendarArmed(): boolean;
  viewerOf(person: RoleHolder & { readonly name: string }): Viewer;
  /** Flushes and closes the store. */
  close(): Promise<void>;
}

export interface AppOptions {
  readonly settings: Settings;
  readonly config: Config;
  /** Where muster.yaml lies: local plugins are looked for from there. */
  readonly configPath?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** `read`: beside a running bot, nothing can be changed. `record`: the record, without diagnostics. Default: everything. */
  readonly scope?: 'read' | 'record' | 'all';
  /** For authors' tests: how plugins are run, in place of a worker thread. */
  readonly startWorker?: StartWorker;
  /** Plugins that nobody knows yet are not waited for, neither here nor by a reload: see `App.onCommandsChanged`. */
  readonly pluginsMayArrive?: boolean;
}

/** Opens the record and builds everything around it. Refuses `store/…` with the remedy. */
export async function openApp(options: AppOptions): Promise<Result<App>> {
  const { settings, clock, log } = options;
  const opened = openRecord({ settings, clock, readOnly: options.scope === 'read' });
  if (!opened.ok) return opened;
  const { store, kinds } = opened.value;
  const timeline = createTimeline({ store, clock, kinds, newId, secrets: settings.secrets });

  const everything = (options.scope ?? 'all') === 'all';
  const links = await openLinks({ store, clock, publicUrl: settings.MUSTER_PUBLIC_URL, makes: everything });
  let current = currentOf(options.config, (id) => names.inChat(id));
  const names = await createNames({ store, timeline, log, readOnly: options.scope === 'read', current: () => current });
  const { nameOf } = names;

  const incidents = createIncidents({
    timeline,
    store,
    clock,
    kinds,
    newId,
    nameOf,
    learnNames: names.learn,
    believeNames: names.believe,
    secrets: settings.secrets,
    config: () => current.config.incidents,
    services: () => current.services,
    timeZone: () => current.config.organisation.timeZone,
    linkFor: links.to,
    effectWords,
    operators: () => operatorsOf(current),
    presetsOf: (service) => (diagnostics ? (current.config.services[service]?.diagnostics ?? []) : []),
    changesOf: (service, since) => actions.changesOf(service, since),
    onCallFor: (service) => firstPagedBy(oncall, current.config.services[service]?.policy, clock.now()),
    pagedAt: pagedAtSeverity({
      oncall: () => oncall,
      config: () => current.config,
      commandOf: (stream) => whoTookCommand(stream),
      now: () => clock.now(),
    }),
    marks: ({ services, from, to }) => actions.marks(services, from, to),
    namesIn: async (text) => (await diagnostics?.namesIn(text)) ?? {},
    diagnose: async (order) =>
      (await diagnostics?.runPresets(order)) ?? refuse('diagnostic/none', 'Diagnostics are run by the bot alone.'),
  });
  const whoTookCommand = createWhoTookCommand({ incidents });
  const actions = createActions({
    timeline,
    store,
    clock,
    log,
    nameOf,
    config: () => current.config,
    environment: settings.environment,
    secrets: settings.secrets,
    folder: runsFolder(settings),
    publicUrl: () => settings.MUSTER_PUBLIC_URL,
    openIncidentsOf: async (service) =>
      (await openIncidents(incidents)).filter((row) => row.services.includes(service)),
    dueInWords: parseDue,
    plugins: () => diagnostics?.asActions,
    calendarLink: (person) => links.calendar(deploysCalendarBeside(current.config.schedules), person),
    timeZone: () => current.config.organisation.timeZone,
    services: () => current.services.all.map(({ key }) => key),
  });
  const diagnostics = everything
    ? await createDiagnostics({
        timeline,
        store,
        clock,
        newId,
        config: () => current.config.diagnostics,
        folder: resolve(dirname(options.configPath ?? 'muster.yaml')),
        ...(options.startWorker && { startWorker: options.startWorker }),
        pluginsMayArrive: options.pluginsMayArrive ?? false,
        presetsOf: (service) => current.config.services[service]?.diagnostics ?? [],
        serviceKeys: () => current.services.all.map(({ key }) => key),
        streamOf: async (context) => {
          const here = await incidents.lookup.locate(undefined, context);
          return here.ok ? here.value.stream : ORGANISATION;
        },
        secrets: settings.secrets,
        log,
      })
    : undefined;
  const oncall = createOnCall({
    timeline,
    store,
    clock,
    nameOf,
    learnNames: names.learnUnknown,
    sections: () => current.config,
    people: () => current.people,
    config: () => current.config.oncall,
    publicUrl: settings.MUSTER_PUBLIC_URL?.replace(/\/$/, ''),
    linkFor: links.to,
    calendarAddress: links.calendar,
    maySeeIncident: async (stream, viewer) => (await incidents.lookup.byStream(stream, viewer)) !== undefined,
    async openIncidents() {
      const rows = await openIncidents(incidents);
      return rows.filter((row) => !row.private && row.kind === 'real' && row.triage !== 'declined');
    },
    async incidentOf(context, number) {
      const here = await incidents.lookup.locate(number, context);
      return here.ok ? here.value.stream : undefined;
    },
    pagerduty: {
      token: settings.PAGERDUTY_API_TOKEN,
      apiUrl: settings.PAGERDUTY_API_URL,
      webhookSecrets: (settings.PAGERDUTY_WEBHOOK_SECRET ?? '').split(',').filter((secret) => secret !== ''),
    },
    incidentOfAlert: createIncidentOfAlert({
      incidents,
      services: () => current.services,
      wanted: (service) => current.config.services[service]?.alerts === 'triage',
      log,
    }),
    incidentFacts: (stream) => incidents.lookup.byStream(stream, operator),
    commandOf: whoTookCommand,
    pageAnswered: letInWhoAnswers({ incidents, log }),
    channelOfIncident: async (stream) => (await incidents.lookup.byStream(stream, operator))?.channelId ?? undefined,
    async channelAwaited(stream) {
      const row = await incidents.lookup.byStream(stream, operator);
      return row?.channelId === null && row.status !== 'closed' && row.status !== 'cancelled';
    },
    onAudit({ open, rearmed }) {
      if (rearmed.length > 0) log.error({ rearmed, open }, 'pages had no next action and were armed again');
    },
    onTrouble: (error) => {
      log.error({ err: error }, 'on-call could not do what it must; trying again');
    },
  });
  const domains: readonly Domain[] = [incidents, actions, oncall, ...(diagnostics ? [diagnostics] : [])];

  const erasure = createErasure({ store, timeline });
  const heads = createHeads({
    store,
    timeline,
    announce: announceHeads({ lookup: incidents.lookup, channel: () => current.config.incidents.announcements }),
  });
  const calendar = createAppCalendar({
    store,
    timeline,
    clock,
    log,
    timers: () => [heads.daily, ...actions.timers()],
  });
  const conditions = new Map<string, ReadCondition>([
    ['Schedules from outside', oncall.sourcesCondition],
    ['Calendar', calendar.condition],
  ]);
  if (diagnostics) conditions.set('Plugins', diagnostics.condition);
  if (oncall.pagerduty.condition) conditions.set('PagerDuty', oncall.pagerduty.condition);

  const followIncidentsConfig = createFollowIncidentsConfig({ incidents, clock, log });
  const help = createHelp(() => dispatcher);
  const formAgain = createFormAgain({ store, dispatcher: () => dispatcher, newId });
  const dispatcher: Dispatcher = createDispatcher({
    declarations: () =>
      declarationsOf({
        store,
        timeline,
        domains,
        diagnostics,
        current,
        conditions,
        about: { commands: [help.command], actions: [formAgain.action, help.action] },
      }),
    involvement: (context, target) => incidents.involvement(context, target),
    whoGrants: (permission) => whoGrants(current, permission),
    audit: createAudit(timeline),
  });

  let tellOfCommands = (): void => undefined;
  diagnostics?.onArrival(() => {
    const before = JSON.stringify(dispatcher.commands);
    dispatcher.refresh();
    if (JSON.stringify(dispatcher.commands) !== before) tellOfCommands();
  });

  /** Said at each start and change, as by `muster check`, which not everybody runs. */
  const warnOfContacts = (): void => {
    const { config } = current;
    const { MUSTER_PUBLIC_URL: publicUrl } = settings;
    const odd = [...unsignedWarnings(config, config.oncall.webhookSecret), ...linklessWarnings(config, publicUrl)];
    for (const { path, message } of odd) log.warn({ at: path.join('.') }, message);
  };

  return ok({
    settings,
    clock,
    log,
    store,
    timeline,
    kinds,
    dispatcher,
    incidents,
    actions,
    oncall,
    diagnostics,
    effects: Object.assign(
      {},
      heads.effects,
      calendar.effects,
      pageForIncidents({ timeline, incidents, oncall, log, clock }),
      ...domains.map((domain) => domain.effects),
    ) as EffectHandlers,
    async recover() {
      await erasure.reapply();
      const cutOff = (await diagnostics?.recover()) ?? 0;
      if (cutOff > 0) log.warn({ runs: cutOff }, 'diagnostics were cut off by the end of the last Muster');
      await actions.recover();
      await calendar.arm();
      await oncall.begin();
      warnOfContacts();
      await incidents.answerUnanswered().catch((error: unknown) => {
        log.error({ err: error }, 'what was recorded and perhaps never answered could not be told');
      });
      await followIncidentsConfig();
      oncall.start();
    },
    watch(name, condition) {
      conditions.set(name, condition);
    },
    calendarArmed: calendar.armed,
    current: () => current,
    async reload(config) {
      const refused = await oncall.removedNow(config);
      if (refused.length > 0) return { commandsChanged: false, refused };
      const next = currentOf(config, names.inChat);
      const before = JSON.stringify(dispatcher.commands);
      const recorded = await oncall.configured({
        sections: config,
        people: next.people,
        config: config.oncall,
        take() {
          current = next;
        },
      });
      if (!recorded.ok) {
        const message = `It could not be recorded: ${recorded.refusal.message} Save the file again once that is mended.`;
        return { commandsChanged: false, refused: [{ path: [], message }] };
      }
      const { kept, lost } = recorded.value;
      await diagnostics?.reload();
      if (kept.length > 0 || lost.length > 0) log.warn({ kept, lost }, 'muster.yaml would change who is on call now');
      warnOfContacts();
      dispatcher.refresh();
      await calendar.arm();
      await followIncidentsConfig();
      await oncall.refused([]);
      // Functions fall out of the text: what is left is what Discord is told.
      return { commandsChanged: JSON.stringify(dispatcher.commands) !== before, refused: [] };
    },
    onCommandsChanged(listener) {
      tellOfCommands = listener;
    },
    names,
    links,
    keepForm: formAgain.keep,
    viewerOf: ({ name, ...person }) => ({
      id: person.id,
      name,
      roleIds: person.roles.map((role) => role.id),
      permissions: permissionsOf(
        person,
        dispatcher.permissions,
        grantsOf(current.config.permissions, current.people),
        current.people.byId(person.id) !== undefined,
      ),
    }),
    async close() {
      calendar.stop();
      oncall.stop();
      await diagnostics?.close();
      await actions.stop();
      await names.settled();
      await store.close();
    },
  });
}
