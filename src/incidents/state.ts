import type { Instant } from '../base/clock.ts';
import type { Precision } from '../timeline/entry.ts';
import type { CapturedMessages } from './captured-messages.ts';
import {
  ACTIVE_STATUSES,
  type IncidentKind,
  type LinkRelation,
  type Milestone,
  type PostmortemSection,
  type Severity,
  type Status,
} from './vocabulary.ts';

export type RoleHolder = {
  readonly role: string;
  readonly person: string;
  readonly since: Instant;
  /** They took it themselves; absent when somebody gave it to them. */
  readonly taken?: true;
};
export type MilestoneMark = {
  readonly at: Instant | null;
  readonly precision: Precision;
  /** The entry that recorded it: correcting or retracting that one moves or removes the milestone. */
  readonly entry: string;
  /** That it lies far from the declaration is no slip. */
  readonly confirmed?: true;
  /** The entries that said so, the newest last: correcting one of them corrects this, too. */
  readonly confirmations?: readonly string[];
  /** What it was before it was recorded again: counts anew when this one is retracted. */
  readonly before?: MilestoneMark;
};
/** Whether an entry recorded or confirmed it. */
export const isAbout = ({ entry, confirmations = [] }: MilestoneMark, entryId: string | null): boolean =>
  entryId !== null && (entry === entryId || confirmations.includes(entryId));
export type IncidentLink = {
  readonly id: string;
  readonly relation: LinkRelation;
  readonly url: string | null;
  /** For relations between incidents. */
  readonly number: number | null;
  readonly title: string;
};
export type Task = {
  readonly id: string;
  /** 1, 2, 3 … within the incident: how people name it. */
  readonly number: number;
  readonly text: string;
  /** A follow-up is done after the incident; a task during it. */
  readonly followUp: boolean;
  readonly assignee: string | null;
  readonly dueAt: Instant | null;
  /** Where it is tracked; null when it is nowhere else. */
  readonly url: string | null;
  readonly doneAt: Instant | null;
};
export type Update = {
  readonly at: Instant;
  readonly conditions: string;
  readonly actions: string;
  readonly needs: string;
};
/** One that the incident's channel has not been told. `by`: a person's id. */
export type UntoldUpdate = Update & { readonly seq: number; readonly by: string };
export type PostmortemState = 'none' | 'draft' | 'in review' | 'reviewed';

/** What the entries of one incident add up to. Plain JSON: it is snapshotted. */
export type IncidentState = {
  /** False as long as nothing was declared. */
  readonly declared: boolean;
  readonly stream: string;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly status: Status;
  readonly statusReason: string;
  readonly kind: IncidentKind;
  readonly private: boolean;
  readonly triage: 'none' | 'waiting' | 'accepted' | 'declined';
  readonly declaredAt: Instant;
  readonly declaredBy: string;
  readonly services: readonly string[];
  readonly roles: readonly RoleHolder[];
  /** Who joined or was added, the declarer included. */
  readonly responders: readonly string[];
  /** Discord roles that were added as a whole. */
  readonly responderRoles: readonly string[];
  readonly subscribers: readonly string[];
  /** Ids of the entries of which the last that was said is that they were a mistake. */
  readonly takenBack: readonly string[];
  readonly milestones: Readonly<Partial<Record<Milestone, MilestoneMark>>>;
  readonly summary: string;
  readonly impact: string;
  readonly lastUpdate: Update | null;
  /** Given while there was no channel: it is told when it opens. The newest ones, oldest first. */
  readonly untold: readonly UntoldUpdate[];
  /** How many were given before those. */
  readonly untoldBefore: number;
  readonly links: readonly IncidentLink[];
  readonly tasks: readonly Task[];
  readonly mergedInto: number | null;
  readonly postmortem: {
    readonly state: PostmortemState;
    readonly owner: string | null;
    readonly dueAt: Instant | null;
    readonly sections: Readonly<Partial<Record<PostmortemSection, string>>>;
  };
  /** Since when the next update's time runs: the last update, the last change of status or severity, or the declaration. */
  readonly cadenceFrom: Instant;
  readonly snoozedUntil: Instant | null;
  readonly remindersStopped: boolean;
  /** Messages on the timeline: each once, however many react. */
  readonly captured: CapturedMessages;
  readonly channelId: string | null;
  readonly thread: boolean;
  /** The channel was deleted after closing; another one is opened when the incident is reopened. */
  readonly channelGone: boolean;
  /** Somebody wants the channel to stay, whatever muster.yaml says of closed ones. */
  readonly channelKept: boolean;
  /** What the channel said of speaking otherwise than its category, when it was last locked. */
  readonly channelRules: readonly { readonly id: string; readonly allow: string; readonly deny: string }[];
  /** When it was closed or cancelled; null while it is not. */
  readonly endedAt: Instant | null;
  readonly voice: { readonly wanted: boolean; readonly channelId: string | null };
  readonly cardId: string | null;
  readonly announcement: { readonly channelId: string; readonly messageId: string } | null;
};

export const NO_INCIDENT: IncidentState = {
  declared: false,
  stream: '',
  number: 0,
  title: '',
  description: '',
  severity: 'unknown',
  status: 'investigating',
  statusReason: '',
  kind: 'real',
  private: false,
  triage: 'none',
  declaredAt: 0,
  declaredBy: '',
  services: [],
  roles: [],
  responders: [],
  responderRoles: [],
  subscribers: [],
  takenBack: [],
  milestones: {},
  summary: '',
  impact: '',
  lastUpdate: null,
  untold: [],
  untoldBefore: 0,
  links: [],
  tasks: [],
  mergedInto: null,
  postmortem: { state: 'none', owner: null, dueAt: null, sections: {} },
  cadenceFrom: 0,
  snoozedUntil: null,
  remindersStopped: false,
  captured: {},
  channelId: null,
  thread: false,
  channelGone: false,
  channelKept: false,
  channelRules: [],
  endedAt: null,
  voice: { wanted: false, channelId: null },
  cardId: null,
  announcement: null,
};

/** Whether somebody still has to say that it is an incident; what ended meanwhile waits for nobody. */
export const isWaiting = (state: Pick<IncidentState, 'triage' | 'status'>): boolean =>
  state.triage === 'waiting' && ACTIVE_STATUSES.has(state.status);

/** Whether somebody works on it again. */
export const reopens = (from: Status, to: Status): boolean => ACTIVE_STATUSES.has(to) && !ACTIVE_STATUSES.has(from);

/** What was declined and is reopened is an incident after all; records of before 2026-11-30 have no entry that says so. */
export const triageAfter = ({ triage, status }: IncidentState, to: Status): IncidentState['triage'] =>
  triage === 'declined' && reopens(status, to) ? 'accepted' : triage;

type Named = Pick<IncidentState, 'declaredBy' | 'responders' | 'roles'>;

/** Everybody who takes part by name: declared it, holds a role in it, joined or was added. */
export const namedIn = (state: Named): readonly string[] => [
  ...new Set([state.declaredBy, ...state.responders, ...state.roles.map(({ person }) => person)]),
];

/** By name alone, whatever Discord roles they have: those come and go, and nobody tells. */
export const takesPart = (state: Named, person: string): boolean => namedIn(state).includes(person);

/** Who takes part, by name or by a Discord role that was added. */
export const isInvolved = (
  state: Named & Pick<IncidentState, 'responderRoles'>,
  viewer: { readonly id: string; readonly roleIds: readonly string[] },
): boolean => takesPart(state, viewer.id) || viewer.roleIds.some((role) => state.responderRoles.includes(role));

/** Tasks, open ones before those that are done: those are what one changes. */
export const openFirst = (tasks: IncidentState['tasks']): IncidentState['tasks'] =>
  tasks.toSorted((a, b) => Number(a.doneAt !== null) - Number(b.doneAt !== null));
