import type { Clock, Instant } from '../base/clock.ts';
import { type Result, ok } from '../base/result.ts';
import type { People } from '../catalog/people.ts';
import type { Viewer } from '../catalog/viewer.ts';
import type { Domain } from '../commands/domain.ts';
import type { EffectHandlers } from '../timeline/effect.ts';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { createAlertPages } from './alert-pages.ts';
import { createIncidentPages, createPoliciesOfIncident } from './incident-pages.ts';
import { createPagesOfIncident } from './pages-of-incident.ts';
import { calendarHandlers } from './calendars/calendar-handler.ts';
import type { OnCallConfig } from './config/oncall.ts';
import type { OnCallSections } from './config/references.ts';
import { sendHeartbeat } from './contacts/heartbeat.ts';
import { createSentMessages } from './contacts/sent-messages.ts';
import { claimedAddress } from './contacts/contact-list.ts';
import { codeSenderOf, createTellContact } from './contacts/tell-contact.ts';
import { tellPersonHandler } from './contacts/tell-person.ts';
import { type Verifications, createVerifications } from './contacts/verifications.ts';
import { onCallParts } from './commands/oncall-commands.ts';
import { pageActions } from './commands/page-actions.ts';
import { sendActions } from './commands/page-send.ts';
import { pageCommands } from './commands/page-commands.ts';
import { pageWordCommands } from './commands/page-words.ts';
import { type CalendarFeeds, createCalendarFeeds } from './living/calendar-feeds.ts';
import { coverReminderHandlers } from './living/cover-reminders.ts';
import { gapHandlers } from './living/gaps.ts';
import type { OpenIncident } from './living/open-incident.ts';
import { handOffHandlers } from './living/hand-off.ts';
import { type KeepMirrors, createKeepMirrors } from './living/keep-mirrors.ts';
import { mirrorHandlers } from './living/mirrors.ts';
import { createRemovedNow } from './living/removed-now.ts';
import { createTellRefused } from './living/tell-refused.ts';
import type { Reloaded } from './living/decide-reload.ts';
import { type NextSections, createReload } from './living/reload.ts';
import { createShowsRequest } from './living/shows-request.ts';
import { shiftReminderHandlers } from './living/shift-reminders.ts';
import { createAccountClient } from './pagerduty/account-client.ts';
import { scheduleCopyHandlers } from './pagerduty/schedule-copy-handler.ts';
import { type PagerDuty, type PagerDutySettings, createPagerDuty } from './pagerduty/pagerduty.ts';
import type { IncidentFacts } from './pagerduty/parts.ts';
import { type Audit, createAuditor, isWell } from './paging/auditor.ts';
import { type ShowsPage, createShowsPage } from './paging/shows-page.ts';
import { type PageAnswered, letInHandler } from './paging/let-in-handler.ts';
import { type HandlerParts, pageHandlers } from './paging/page-handlers.ts';
import { type Pages, createPages } from './paging/pages.ts';
import { type AnswerByLink, createAnswerByLink } from './paging/answer-by-link.ts';
import { addressOf } from './paging/plan.ts';
import type { SenderSource } from './paging/senders.ts';
import { targetHandler } from './paging/target-handler.ts';
import { isDiscordId } from './paging/who.ts';
import type { OnCallParts } from './parts.ts';
import { type KnownNames, createNamesOf } from './names-of.ts';
import { createPresentRoster } from './present-roster.ts';
import type { Roster } from './roster.ts';
import { type CommandOf, createRoutingOf } from './routing-of.ts';
import { createSourcesCondition } from './sources-condition.ts';

export interface OnCallOptions {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly clock: Clock;
  /** People, schedules, policies and services of muster.yaml. Asked for at each use: it may have been reloaded. */
  readonly sections: () => OnCallSections;
  readonly people: () => People;
  readonly config: () => OnCallConfig;
  readonly nameOf: (id: string) => string | undefined;
  /** Asks the chat for what it calls them, so that names are known: of those whom muster.yaml gives none. */
  readonly learnNames?: (ids: readonly string[]) => Promise<void>;
  /** Where links in mails lead, without a slash at the end; undefined: no links. */
  readonly publicUrl?: string | undefined;
  readonly linkFor?: OnCallParts['linkFor'];
  readonly calendarAddress?: OnCallParts['calendarAddress'];
  /** Whether somebody may see that incident: pages of those they may not see are hidden from them. */
  readonly maySeeIncident?: (stream: string, viewer: Viewer) => Promise<boolean>;
  /** Open incidents that everybody may see, for who comes on call. */
  readonly openIncidents?: () => Promise<readonly OpenIncident[]>;
  /** The incident of that number that somebody may see; without one that of the channel, for pages sent from within it. */
  readonly incidentOf?: OnCallParts['incidentOf'];
  /** The channel of an incident, once it is open. */
  readonly incidentOfAlert?: Parameters<typeof createAlertPages>[0]['incidentOf'];
  readonly channelOfIncident?: (stream: string) => Promise<string | undefined>;
  readonly channelAwaited?: HandlerParts['channelAwaited'];
  readonly commandOf?: CommandOf;
  readonly pageAnswered?: PageAnswered;
  /** PagerDuty’s account, from the environment; absent: it is not connected. */
  readonly pagerduty?: PagerDutySettings;
  /** What may be told of an incident outside of Muster. */
  readonly incidentFacts?: (stream: string) => Promise<IncidentFacts | undefined>;
  /** Told of each audit: for metrics. */
  readonly onAudit?: (audit: Audit) => void;
  readonly onTrouble?: (error: unknown) => void;
}

export interface OnCall extends Domain {
  readonly pages: Pages;
  readonly answerByLink: AnswerByLink;
  readonly pagerduty: PagerDuty;
  /** How the calendars and copies of schedules are doing; undefined when no schedule is read from anywhere. */
  readonly sourcesCondition: ReturnType<typeof createSourcesCondition>;
  /** Who has shown which address to be theirs. */
  readonly verifications: Verifications;
  /** Schedules, overrides included, as of now. */
  roster(): Promise<Roster>;
  readonly knownNames: KnownNames;
  /** The chat adapter's effect handlers: how direct messages and mentions are sent. */
  connectChat(handlers: EffectHandlers): void;
  /** Told by the chat adapter of each message that an effect posted: those that show a page or a request are kept current. */
  readonly messageSent: ShowsPage;
  /** Does what `configured` does for the muster.yaml that is in force: tried until the disk takes it. */
  begin(): Promise<void>;
  /**
   * Records what muster.yaml says of schedules, and arms the timers of hand-offs and gaps: at start, and before a changed
   * one is in force. Where it would change who is on call this minute, overrides keep them to the end of their turn.
   * Refuses `store/…`: then `next` was not taken.
   */
  configured(next?: NextSections): Promise<Result<Reloaded>>;
  /** Told by the chat adapter of what was changed there by hand. */
  readonly keepMirrors: KeepMirrors;
  /** Asked before a changed muster.yaml is taken: who is on call this minute and missing in it, or their schedule. Such a file is refused. */
  readonly removedNow: ReturnType<typeof createRemovedNow>;
  /** Tells the operators' channel that a changed muster.yaml was not taken, and why; the same faults once. */
  refused(sentences: readonly string[]): Promise<void>;
  /** What a monitoring system says becomes a page, joins one or ends one. */
  readonly alert: ReturnType<typeof createAlertPages>;
  /** Pages for an incident whose severity asks for it, once however often it is called. */
  readonly pageIncident: ReturnType<typeof createIncidentPages>;
  /** Which policies that would be, and which of them were paged for it already. */
  readonly policiesOfIncident: ReturnType<typeof createPoliciesOfIncident>;
  /** Its pages follow the incident: its end, its severity, who takes command of it. */
  readonly pagesOfIncident: ReturnType<typeof createPagesOfIncident>;
  /** iCalendar feeds: a schedule's, and each person's own. */
  readonly feeds: CalendarFeeds;
  /** Begins the audit of open pages, at once and every minute. */
  start(): void;
  stop(): void;
  readonly audit: () => Promise<Audit>;
  /** Calls with what each audit found and when, with the last one at once: for metrics. */
  onAudited(listener: (audit: Audit, at: Instant) => void): void;
}

/** On-call and paging of one organisation. */
export function createOnCall(options: OnCallOptions): OnCall {
  const { timeline, store, clock, sections, people, config, onTrouble = () => undefined } = options;
  let chat: EffectHandlers | undefined;
  const sent = createSentMessages();
  const roster = createPresentRoster({ timeline, sections, people });
  const routingOf = createRoutingOf(roster, options.commandOf ?? (async () => undefined));
  const nativePages = createPages({ timeline, store, clock, roster, routingOf, fallback: () => config().channel });
  const senders: SenderSource = {
    config,
    chat: () => chat,
    sent,
    now: () => clock.now(),
    webhookSecret: () => config().webhookSecret,
  };
  const tell = createTellContact(senders);
  const verifications = createVerifications({
    timeline,
    store,
    now: () => clock.now(),
    senderOf: codeSenderOf(tell, (claim) => claimedAddress(sections().people, claim)),
  });
  const nameOf = (id: string): string =>
    people().byId(id)?.name ?? people().byKey(id)?.name ?? options.nameOf(id) ?? id;
  const pagerduty = createPagerDuty({
    settings: options.pagerduty,
    pages: nativePages,
    verifications,
    timeline,
    store,
    clock,
    people,
    roster,
    config,
    sections,
    nameOf,
    incidentFacts: options.incidentFacts ?? (async () => undefined),
    publicUrl: options.publicUrl,
  });
  const { pages } = pagerduty;
  const policiesOfIncident = createPoliciesOfIncident({ pages, sections, store });
  const { namesOf, knownNames } = createNamesOf({ ...options, nameOf });
  const feeds = createCalendarFeeds({ timeline, clock, roster, people, knownNames });
  const parts: OnCallParts = {
    verifications,
    tell,
    timeline,
    store,
    clock,
    pages,
    roster,
    people,
    config,
    sections,
    nameOf,
    namesOf,
    maySeeIncident: options.maySeeIncident ?? (async () => true),
    openIncidents: options.openIncidents ?? (async () => []),
    feeds,
    linkFor: options.linkFor ?? (() => undefined),
    calendarAddress: options.calendarAddress ?? (() => undefined),
    incidentOf: options.incidentOf ?? (async () => undefined),
    incidentFacts: options.incidentFacts ?? (async () => undefined),
    channelOfIncident: options.channelOfIncident ?? (async () => undefined),
  };

  const reachable = (personId: string) => {
    const person = people().byId(personId);
    const own = person && sections().people[person.key];
    return own && person ? { ...own, timeZone: person.timeZone } : undefined;
  };

  const paging: HandlerParts = {
    ...senders,
    timeline,
    routingOf,
    addressOf: (personId, method) => {
      const person = reachable(personId);
      if (person) return addressOf(person, method);
      return isDiscordId(personId) && (method === 'discord' || method === 'mention') ? personId : undefined;
    },
    channelOfIncident: options.channelOfIncident ?? (async () => undefined),
    channelAwaited: options.channelAwaited ?? (async () => false),
    phonesOf: (ids) =>
      ids.flatMap((id) => {
        const person = reachable(id);
        const phone = person && (addressOf(person, 'call') ?? addressOf(person, 'sms'));
        return phone === undefined ? [] : [`${parts.nameOf(id)} ${phone}`];
      }),
    acknowledgeUrl: async (stream, personId) =>
      options.publicUrl === undefined
        ? undefined
        : `${options.publicUrl}/pages/ack/${await pages.ackToken(stream, personId)}`,
  };

  const effects: EffectHandlers = {
    ...handOffHandlers(parts),
    ...mirrorHandlers(parts),
    ...gapHandlers(parts),
    ...coverReminderHandlers(parts),
    ...shiftReminderHandlers(parts),
    ...tellPersonHandler(parts),
    ...calendarHandlers(parts),
    ...scheduleCopyHandlers({
      ...parts,
      reader: pagerduty.connection && createAccountClient(pagerduty.connection),
      personOf: pagerduty.identities.personOf,
    }),
    ...verifications.effects,
    ...pagerduty.effects,
    ...pageHandlers(paging),
    'page.target': targetHandler(paging),
    'page.let-in': letInHandler({ pages, pageAnswered: options.pageAnswered ?? (async () => ok(null)) }),
  };

  let lastAudit: { readonly audit: Audit; readonly at: Instant } | undefined;
  const auditListeners = new Set<(audit: Audit, at: Instant) => void>();
  const auditor = createAuditor({
    timeline,
    store,
    clock,
    routingOf,
    async onAudit(audit) {
      options.onAudit?.(audit);
      lastAudit = { audit, at: clock.now() };
      for (const listener of auditListeners) listener(audit, lastAudit.at);
      const { heartbeat } = config();
      if (heartbeat === undefined || !isWell(audit)) return;
      await sendHeartbeat(heartbeat);
    },
    onTrouble,
  });

  const reload = createReload(parts, onTrouble);
  const keepMirrors = createKeepMirrors(parts, onTrouble);
  const [showsPage, showsRequest] = [createShowsPage({ timeline, sent }), createShowsRequest(parts)];
  const own = onCallParts(parts);
  return {
    commands: [...own.commands, ...pageCommands(parts), ...pageWordCommands(parts, pages), ...pagerduty.commands],
    actions: [...own.actions, ...sendActions(parts), ...pageActions(parts)],
    menus: [],
    effects,
    pages,
    answerByLink: createAnswerByLink(parts),
    pagerduty,
    sourcesCondition: createSourcesCondition(parts),
    verifications,
    roster,
    knownNames,
    connectChat(handlers) {
      chat = handlers;
    },
    async messageSent(effect, channel, message) {
      return (await showsPage(effect, channel, message)) ?? showsRequest(effect, channel, message);
    },
    begin: reload.begin,
    configured: reload.configured,
    keepMirrors,
    removedNow: createRemovedNow(parts),
    refused: createTellRefused(parts),
    alert: createAlertPages({
      pages,
      sections,
      clock,
      timeline,
      channel: () => config().channel,
      incidentOf: options.incidentOfAlert ?? (async () => undefined),
    }),
    pageIncident: createIncidentPages({ pages, sections, config, timeline, policiesOf: policiesOfIncident }),
    policiesOfIncident,
    pagesOfIncident: createPagesOfIncident(pages),
    feeds,
    start: auditor.start,
    stop() {
      auditor.stop();
      reload.stop();
      keepMirrors.stop();
    },
    audit: auditor.audit,
    onAudited(listener) {
      auditListeners.add(listener);
      if (lastAudit) listener(lastAudit.audit, lastAudit.at);
    },
  };
}
