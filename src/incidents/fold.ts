import type { z } from 'zod';
import type { Entry } from '../timeline/entry.ts';
import type { Fold } from '../timeline/fold.ts';
import { incidentTriaged } from './entries/incident-triaged.ts';
import { incidentMerged } from './entries/incident-merged.ts';
import { incidentAbsorbed } from './entries/incident-absorbed.ts';
import { serviceAdded } from './entries/service-added.ts';
import { serviceRemoved } from './entries/service-removed.ts';
import { taskAdded } from './entries/task-added.ts';
import { taskChanged } from './entries/task-changed.ts';
import { subscriptionChanged } from './entries/subscription-changed.ts';
import { messageCaptured } from './entries/message-captured.ts';
import { postmortemChanged } from './entries/postmortem-changed.ts';
import { postmortemWritten } from './entries/postmortem-written.ts';
import { reminderChanged } from './entries/reminder-changed.ts';
import { messageCapturedBy, withCaptured } from './captured-messages.ts';
import { textHash } from './text-hash.ts';
import { announcementPosted } from './entries/announcement-posted.ts';
import { cardPosted } from './entries/card-posted.ts';
import { declarationKept } from './entries/declaration-kept.ts';
import { channelDeleted } from './entries/channel-deleted.ts';
import { channelLost } from './entries/channel-lost.ts';
import { channelKept } from './entries/channel-kept.ts';
import { channelRulesKept } from './entries/channel-rules-kept.ts';
import { voiceClosed } from './entries/voice-closed.ts';
import { voiceOpened } from './entries/voice-opened.ts';
import { voiceRefused } from './entries/voice-refused.ts';
import { voiceRequested } from './entries/voice-requested.ts';
import { channelNameErased } from './entries/channel-name-erased.ts';
import { channelOpened } from './entries/channel-opened.ts';
import { entryCorrected } from './entries/entry-corrected.ts';
import { entryRetracted } from './entries/entry-retracted.ts';
import { impactChanged } from './entries/impact-changed.ts';
import { incidentDeclared } from './entries/incident-declared.ts';
import { incidentRenamed } from './entries/incident-renamed.ts';
import { linkAdded } from './entries/link-added.ts';
import { milestoneRecorded } from './entries/milestone-recorded.ts';
import { responderAdded } from './entries/responder-added.ts';
import { roleAssigned } from './entries/role-assigned.ts';
import { roleLeft } from './entries/role-left.ts';
import { severityChanged } from './entries/severity-changed.ts';
import { statusChanged } from './entries/status-changed.ts';
import { summaryChanged } from './entries/summary-changed.ts';
import { updatePosted } from './entries/update-posted.ts';
import {
  type IncidentState,
  isAbout,
  type MilestoneMark,
  NO_INCIDENT,
  reopens,
  triageAfter,
  type UntoldUpdate,
} from './state.ts';
import { MILESTONES, type Milestone } from './vocabulary.ts';

/** More than these would bury the first words in a channel that opened late: of the earlier ones it is told how many there are. */
const MOST_UNTOLD = 10;

function withUntold(state: IncidentState, update: UntoldUpdate): Pick<IncidentState, 'untold' | 'untoldBefore'> {
  const untold = [...state.untold, update];
  const over = Math.max(0, untold.length - MOST_UNTOLD);
  return { untold: untold.slice(over), untoldBefore: state.untoldBefore + over };
}

type Step = (state: IncidentState, entry: Entry) => IncidentState;

/** What an entry of this kind changes. One whose payload was erased changes nothing any more. */
function on<D>(
  kind: { readonly kind: string; readonly schema: z.ZodType<D> },
  change: (state: IncidentState, data: D, entry: Entry) => Partial<IncidentState>,
): readonly [string, Step] {
  return [
    kind.kind,
    (state, entry) => {
      const parsed = kind.schema.safeParse(entry.data);
      return parsed.success ? { ...state, ...change(state, parsed.data, entry) } : state;
    },
  ];
}

const withId = (ids: readonly string[], id: string): readonly string[] => (ids.includes(id) ? ids : [...ids, id]);

const without = (milestones: IncidentState['milestones'], gone: Milestone): IncidentState['milestones'] =>
  Object.fromEntries(Object.entries(milestones).filter(([name]) => name !== gone));

const withdrawn = (captured: IncidentState['captured'], { revises, source }: Entry): IncidentState['captured'] => {
  const found = messageCapturedBy(captured, revises, source.correlationId);
  return found ? withCaptured(captured, found[0], { ...found[1], gone: true }) : captured;
};

/** Said otherwise, or put on the timeline again after it was taken back. */
function recaptured(
  captured: IncidentState['captured'],
  { revises, source }: Entry,
  text: string | undefined,
  withFiles: boolean,
): IncidentState['captured'] {
  const found = messageCapturedBy(captured, revises, source.correlationId);
  if (!found) return captured;
  const [message, { unread = false, ...mark }] = found;
  const still = unread && text === undefined && !withFiles;
  return withCaptured(captured, message, {
    ...mark,
    gone: false,
    ...(still && { unread }),
    ...(text !== undefined && { textHash: textHash(text) }),
  });
}

const isOf = (mark: MilestoneMark | undefined, entryId: string): boolean =>
  mark !== undefined && (isAbout(mark, entryId) || isOf(mark.before, entryId));

const milestoneOf = (state: IncidentState, entryId: string | null): Milestone | undefined =>
  MILESTONES.find((milestone) => entryId !== null && isOf(state.milestones[milestone], entryId));

/** The marks, the newest first, with that of one entry replaced, or without it. */
function replaced(
  mark: MilestoneMark | undefined,
  entryId: string | null,
  by: (mark: MilestoneMark) => MilestoneMark | undefined,
): MilestoneMark | undefined {
  if (!mark || isAbout(mark, entryId)) return mark && by(mark);
  const { before: _before, ...newest } = mark;
  const before = replaced(mark.before, entryId, by);
  return before ? { ...newest, before } : newest;
}

/** What is left when one of its entries is taken back: its confirmation alone, or the milestone itself. */
function retracted(mark: MilestoneMark, entryId: string | null): MilestoneMark | undefined {
  if (mark.entry === entryId) return mark.before;
  const { confirmed, confirmations = [], ...one } = mark;
  const left = confirmations.filter((id) => id !== entryId);
  return {
    ...one,
    ...(left.length > 0 && { confirmations: left }),
    ...(confirmed && confirmations.at(-1) !== entryId && { confirmed }),
  };
}

/** What an incident is called whose declaration was erased. */
export const ERASED_TITLE = '[erased]';

const steps = new Map<string, Step>([
  [
    incidentDeclared.kind,
    (state, entry) => {
      const parsed = incidentDeclared.schema.safeParse(entry.data);
      const common = {
        ...state,
        declared: true,
        stream: entry.stream,
        declaredAt: entry.eventAt ?? entry.recordedAt,
        declaredBy: entry.actor.id,
        cadenceFrom: entry.recordedAt,
        responders: entry.actor.kind === 'person' ? [entry.actor.id] : [],
      };
      // Until it is known better, what is erased is shown to nobody else: `declaration.kept` says what it was.
      if (!parsed.success) return { ...common, title: ERASED_TITLE, private: true };
      const { number, title, severity, kind, description, services, triage } = parsed.data;
      return {
        ...common,
        number,
        title,
        severity,
        kind,
        description,
        services,
        private: parsed.data.private,
        triage: triage ? 'waiting' : 'none',
      };
    },
  ],
  on(declarationKept, (state, kept) => ({
    number: kept.number,
    kind: kept.kind,
    private: kept.private,
    services: kept.services,
    ...(state.severity === 'unknown' && { severity: kept.severity }),
  })),
  on(incidentRenamed, (_, { to }) => ({ title: to })),
  on(severityChanged, (_, { to }, entry) => ({ severity: to, cadenceFrom: entry.recordedAt, snoozedUntil: null })),
  on(statusChanged, (state, { from, to, reason }, entry) => ({
    status: to,
    statusReason: reason,
    endedAt: to === 'closed' || to === 'cancelled' ? entry.recordedAt : null,
    // Everybody is told of it, as by an update.
    cadenceFrom: entry.recordedAt,
    snoozedUntil: null,
    // Reopened: it was not resolved after all, and its resolving will be recorded anew.
    ...(reopens(from, to) && {
      milestones: without(state.milestones, 'resolved'),
      // Who wanted no more reminders wanted none of what was nearly over.
      remindersStopped: false,
    }),
    triage: triageAfter(state, to),
  })),
  on(roleAssigned, (state, { role, person, from }, entry) => ({
    roles: [
      ...state.roles.filter((holder) => holder.role !== role || (holder.person !== from && holder.person !== person)),
      { role, person, since: entry.recordedAt, ...(entry.actor.id === person && { taken: true as const }) },
    ],
    responders: withId(state.responders, person),
  })),
  on(roleLeft, (state, { role, person }) => ({
    roles: state.roles.filter((holder) => holder.role !== role || holder.person !== person),
  })),
  on(updatePosted, (state, { conditions, actions, needs }, { seq, actor, eventAt, recordedAt }) => {
    const lastUpdate = { at: eventAt ?? recordedAt, conditions, actions, needs };
    return {
      lastUpdate,
      ...(state.channelId === null && withUntold(state, { ...lastUpdate, seq, by: actor.id })),
      cadenceFrom: recordedAt,
      snoozedUntil: null,
    };
  }),
  on(milestoneRecorded, (state, { milestone, confirmed }, entry) => {
    const before = state.milestones[milestone];
    // Unless what it confirms was erased, it says nothing new: corrections of the original still count.
    if (confirmed && before?.at === entry.eventAt) {
      const confirmations = [...(before.confirmations ?? []), entry.id];
      return { milestones: { ...state.milestones, [milestone]: { ...before, confirmed, confirmations } } };
    }
    const mark = {
      at: entry.eventAt,
      precision: entry.precision,
      entry: entry.id,
      ...(confirmed && { confirmed }),
      ...(before && { before }),
    };
    return { milestones: { ...state.milestones, [milestone]: mark } };
  }),
  on(entryCorrected, (state, { when, text, attachments }, entry) => {
    const said = {
      captured: recaptured(state.captured, entry, text, attachments !== undefined),
      takenBack: state.takenBack.filter((id) => id !== entry.revises),
    };
    const milestone = milestoneOf(state, entry.revises);
    const mark = milestone && state.milestones[milestone];
    if (!milestone || !mark || !when) return said;
    const at = when.precision === 'order-only' ? null : when.at;
    const moved = replaced(mark, entry.revises, ({ confirmed: _confirmed, ...one }) => ({
      ...one,
      at,
      precision: when.precision,
    }));
    return { ...said, milestones: { ...state.milestones, [milestone]: moved } };
  }),
  on(entryRetracted, (state, _, entry) => {
    const takenBack = entry.revises === null ? state.takenBack : withId(state.takenBack, entry.revises);
    const milestone = milestoneOf(state, entry.revises);
    if (!milestone) return { takenBack, captured: withdrawn(state.captured, entry) };
    const left = replaced(state.milestones[milestone], entry.revises, (mark) => retracted(mark, entry.revises));
    const milestones = left ? { ...state.milestones, [milestone]: left } : without(state.milestones, milestone);
    return { takenBack, milestones };
  }),
  on(summaryChanged, (_, { to }) => ({ summary: to })),
  on(impactChanged, (_, { to }) => ({ impact: to })),
  on(responderAdded, (state, data) =>
    'person' in data
      ? { responders: withId(state.responders, data.person) }
      : { responderRoles: withId(state.responderRoles, data.role) },
  ),
  on(linkAdded, (state, { id, relation, url, number, title }) => ({
    links: [...state.links, { id, relation, url, number, title }],
  })),
  on(channelOpened, (_, { channel, thread }) => ({
    channelId: channel,
    thread,
    channelGone: false,
    channelKept: false,
    channelRules: [],
    cardId: null,
    untold: [],
    untoldBefore: 0,
  })),
  on(channelNameErased, (_, { channel, thread }) => ({ channelId: channel, thread })),
  on(channelDeleted, () => ({ channelId: null, thread: false, cardId: null, channelGone: true })),
  on(channelLost, (state, { channel }) =>
    state.channelId === channel ? { channelId: null, thread: false, cardId: null, channelGone: true } : {},
  ),
  on(channelKept, () => ({ channelKept: true })),
  on(channelRulesKept, (_, { rules }) => ({ channelRules: rules })),
  on(voiceRequested, () => ({ voice: { wanted: true, channelId: null } })),
  on(voiceOpened, (_, { channel }) => ({ voice: { wanted: true, channelId: channel } })),
  on(voiceClosed, () => ({ voice: { wanted: false, channelId: null } })),
  on(voiceRefused, () => ({ voice: { wanted: false, channelId: null } })),
  on(incidentTriaged, (_, { accepted }, entry) => ({
    triage: accepted ? 'accepted' : 'declined',
    ...(accepted && { cadenceFrom: entry.recordedAt }),
  })),
  on(incidentMerged, (_, { into }) => ({ mergedInto: into })),
  on(incidentAbsorbed, (state, { responders, responderRoles, subscribers = [], tasks }) => ({
    subscribers: subscribers.reduce(withId, state.subscribers),
    responders: responders.reduce(withId, state.responders),
    responderRoles: responderRoles.reduce(withId, state.responderRoles),
    tasks: [
      ...state.tasks,
      ...tasks.map((task, index) => ({
        ...task,
        url: task.url ?? null,
        number: state.tasks.length + index + 1,
        doneAt: null,
      })),
    ],
  })),
  on(serviceAdded, (state, { service }) => ({ services: withId(state.services, service) })),
  on(serviceRemoved, (state, { service }) => ({ services: state.services.filter((one) => one !== service) })),
  on(taskAdded, (state, { id, number, text, followUp, assignee, dueAt, url = null }) => ({
    tasks: [...state.tasks, { id, number, text, followUp, assignee, dueAt, url, doneAt: null }],
  })),
  on(taskChanged, (state, { number, assignee, dueAt, url, done }, entry) => ({
    tasks: state.tasks.map((task) =>
      task.number !== number
        ? task
        : {
            ...task,
            ...(assignee !== undefined && { assignee }),
            ...(dueAt !== undefined && { dueAt }),
            ...(url !== undefined && { url }),
            ...(done !== undefined && { doneAt: done ? entry.recordedAt : null }),
          },
    ),
  })),
  on(subscriptionChanged, (state, { person, subscribed }) => ({
    subscribers: subscribed ? withId(state.subscribers, person) : state.subscribers.filter((one) => one !== person),
  })),
  on(messageCaptured, (state, { message, text, attachments }, entry) => {
    const unread = text === '' && attachments.length === 0;
    const mark = { entry: entry.id, seq: entry.seq, gone: false, textHash: textHash(text), ...(unread && { unread }) };
    return { captured: withCaptured(state.captured, message, mark) };
  }),
  on(postmortemChanged, ({ postmortem }, { state, owner, dueAt }) => ({
    postmortem: {
      ...postmortem,
      state: state ?? postmortem.state,
      owner: owner ?? postmortem.owner,
      dueAt: dueAt ?? postmortem.dueAt,
    },
  })),
  on(postmortemWritten, ({ postmortem }, { section, text }) => ({
    postmortem: { ...postmortem, sections: { ...postmortem.sections, [section]: text } },
  })),
  on(reminderChanged, (_, { until }) => ({ remindersStopped: until === null, snoozedUntil: until })),
  on(cardPosted, (_, { message }) => ({ cardId: message })),
  on(announcementPosted, (_, { channel, message }) => ({ announcement: { channelId: channel, messageId: message } })),
]);

/** One incident: what its entries add up to. */
export const incidentFold: Fold<IncidentState> = {
  name: 'incident',
  version: 14,
  initial: NO_INCIDENT,
  hearsErased: true,
  evolve: (state, entry) => steps.get(entry.kind)?.(state, entry) ?? state,
};
