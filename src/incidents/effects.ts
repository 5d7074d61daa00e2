import type { Message } from '../commands/message.ts';
import type { EffectDraft } from '../timeline/effect.ts';
import type { IncidentsConfig } from './config.ts';
import { type IncidentState, namedIn } from './state.ts';

/**
 * What an incident asks of the chat, as plain data. The chat's adapter does it; what it learned comes back through
 * `channelOpened`, `cardPosted` and `announcementPosted` (results.ts).
 */
export type ChannelOpen = {
  readonly name: string;
  readonly topic: string;
  /** The category's name: made when missing, continued in `name 2` when full. */
  readonly category: string;
  readonly private: boolean;
  readonly people: readonly string[];
  readonly roles: readonly string[];
  /** When the server has no room for another channel: a thread in this one (name or id). */
  readonly threadIn: string;
};
export type ChannelRename = { readonly channelId: string; readonly name: string; readonly topic: string };
export type MembersAdd = {
  readonly channelId: string;
  readonly private: boolean;
  readonly people: readonly string[];
  readonly roles: readonly string[];
};
/** Who may be in a private thread: these, and whoever has one of the roles when it is done. */
export type ThreadSync = {
  readonly channelId: string;
  readonly people: readonly string[];
  readonly roles: readonly string[];
};
/** Kept as JSON until it is sent, so without files. */
export type PlainMessage = Omit<Message, 'files'>;
export type MessagePost = {
  /** A channel's id, or the name of one (made when missing). */
  readonly channel: string;
  readonly message: PlainMessage;
  readonly pin?: true;
};
/** The message is asked for when it is drawn (`incidents.board`), so that edits coalesce and show the latest state. */
export type BoardRefresh = { readonly stream: string };
export type ChannelArchive = { readonly channelId: string; readonly category: string; readonly locked: boolean };

/** One edit of a card in ten seconds is what Discord bears for long. */
const CARD_INTERVAL_MS = 10_000;
const RENAME_INTERVAL_MS = 10_000;
/** It reads all members of the server, a thousand a request: as many changes of roles at once are one. */
const SYNC_INTERVAL_MS = 60_000;
/** The operator at the command line, or a person without Discord, cannot be let into a channel. */
export const isDiscordId = (id: string): boolean => /^\d{17,20}$/.test(id);

/** One a channel: what a deleted one can take no more does not stop the one that takes its place. */
export const channelLane = (channelId: string): string => `channel:${channelId}`;
/** Of its own: an incident goes on when its voice channel cannot be opened. */
const voiceLane = (stream: string): string => `voice:${stream}`;

/** What is opened beside the incident's channel: its people, in the same category. */
export type VoiceOpen = Omit<ChannelOpen, 'topic' | 'threadIn'>;
export type VoiceChannel = { readonly channelId: string };
/** With the head that was exported and verified. */
export type ChannelDelete = { readonly channelId: string; readonly seq: number; readonly hash: string };

/** One after another: what is opened for an incident is there when its end is looked after. */
const ofPages = (kind: 'incident.page' | 'incident.keep-pages', stream: string): EffectDraft => ({
  kind,
  lane: `pages:${stream}`,
  key: `${kind}:${stream}`,
  stream,
  payload: {},
});

export const incidentEffects = {
  openChannel: (state: IncidentState, config: IncidentsConfig): EffectDraft => ({
    kind: 'channel.open',
    lane: channelLane(state.stream),
    stream: state.stream,
    payload: {
      name: channelName(state),
      topic: channelTopic(state),
      category: config.category,
      private: state.private,
      people: state.responders.filter(isDiscordId),
      roles: [...state.responderRoles],
      threadIn: config.announcements,
    } satisfies ChannelOpen,
  }),

  openVoice: (state: IncidentState, config: IncidentsConfig): EffectDraft => ({
    kind: 'voice.open',
    lane: voiceLane(state.stream),
    stream: state.stream,
    payload: {
      name: channelName(state),
      category: config.category,
      private: state.private,
      people: state.responders.filter(isDiscordId),
      roles: [...state.responderRoles],
    } satisfies VoiceOpen,
  }),

  closeVoice: (state: Pick<IncidentState, 'stream'>, channelId: string): EffectDraft => ({
    kind: 'voice.close',
    lane: voiceLane(state.stream),
    stream: state.stream,
    payload: { channelId } satisfies VoiceChannel,
  }),

  rename: (state: IncidentState, channelId: string): EffectDraft => ({
    kind: 'channel.rename',
    lane: `topic:${state.stream}`,
    key: `topic:${state.stream}`,
    stream: state.stream,
    // Two changes in ten minutes is what bots observe of Discord: both are used as they are needed, for they are needed
    // at the beginning. What Discord then makes wait waits until it may, and says what is true by then.
    minIntervalMs: RENAME_INTERVAL_MS,
    payload: { channelId, name: channelName(state), topic: channelTopic(state) } satisfies ChannelRename,
  }),

  addMembers: (
    state: IncidentState,
    channelId: string,
    people: readonly string[],
    roles: readonly string[] = [],
  ): readonly EffectDraft[] =>
    // A private incident's voice channel has its own door; whoever sees the server hears a public one.
    [channelId, ...(state.private && state.voice.channelId !== null ? [state.voice.channelId] : [])].map((into) => ({
      kind: 'members.add',
      lane: channelLane(into),
      stream: state.stream,
      payload: {
        channelId: into,
        private: state.private,
        people: people.filter(isDiscordId),
        roles,
      } satisfies MembersAdd,
    })),

  syncThread: (state: IncidentState): readonly EffectDraft[] =>
    state.channelId === null
      ? []
      : [
          {
            kind: 'thread.sync',
            lane: `thread:${state.channelId}`,
            key: `thread:${state.channelId}`,
            minIntervalMs: SYNC_INTERVAL_MS,
            stream: state.stream,
            payload: {
              channelId: state.channelId,
              people: namedIn(state).filter(isDiscordId),
              roles: [...state.responderRoles],
            } satisfies ThreadSync,
          },
        ],

  lookForVoice: ({ stream, voice: { channelId } }: IncidentState): readonly EffectDraft[] =>
    channelId === null
      ? []
      : [{ kind: 'voice.look', lane: voiceLane(stream), stream, payload: { channelId } satisfies VoiceChannel }],

  card: (stream: string, speed: 'soon' | 'now' = 'soon'): EffectDraft => ({
    kind: 'card.refresh',
    lane: `card:${stream}`,
    key: `card:${stream}`,
    ...(speed === 'soon' && { minIntervalMs: CARD_INTERVAL_MS }),
    stream,
    payload: { stream } satisfies BoardRefresh,
  }),

  announcement: (stream: string, speed: 'soon' | 'now' = 'soon'): EffectDraft => ({
    kind: 'announcement',
    lane: `announcement:${stream}`,
    key: `announcement:${stream}`,
    ...(speed === 'soon' && { minIntervalMs: CARD_INTERVAL_MS }),
    stream,
    payload: { stream } satisfies BoardRefresh,
  }),

  post: (stream: string, channel: string, message: PlainMessage): EffectDraft => ({
    kind: 'message.post',
    lane: channelLane(channel),
    stream,
    payload: { channel, message } satisfies MessagePost,
  }),

  /** To one person alone; without a lane: one that Discord refuses holds up none that follow. */
  direct: (stream: string, person: string, message: PlainMessage): EffectDraft => ({
    kind: 'direct-message.send',
    lane: null,
    stream,
    payload: { person, message },
  }),

  /** Pages the policies of its services, where its severity asks for it; and what `keepPages` does. */
  page: (stream: string): EffectDraft => ofPages('incident.page', stream),

  /** Its pages follow it: its end, its title, who took command of it. */
  keepPages: (stream: string): EffectDraft => ofPages('incident.keep-pages', stream),

  archive: (state: IncidentState, channelId: string, category: string, locked: boolean): EffectDraft => ({
    kind: 'channel.archive',
    lane: channelLane(channelId),
    stream: state.stream,
    payload: { channelId, category, locked } satisfies ChannelArchive,
  }),
};

/**
 * `inc-42-database-is-down`: as Discord would write it, so that what we ask for is what we get. A private one's says
 * nothing, because the audit log and the server's administrators see every name.
 */
export function channelName(state: Pick<IncidentState, 'number' | 'title' | 'kind' | 'private'>): string {
  if (state.private) return `inc-${state.number}-private`;
  const prefix = state.kind === 'drill' ? 'drill' : 'inc';
  const words = state.title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const room = 60;
  let short = '';
  // A letter with its marks is not cut apart; one with a stack of them may be longer than all that there is room for.
  for (const { segment } of new Intl.Segmenter().segment(words)) {
    if (short.length + segment.length > room) break;
    short += segment;
  }
  short = short.replace(/-+$/, '');
  return short === '' ? `${prefix}-${state.number}` : `${prefix}-${state.number}-${short}`;
}

export const channelTopic = (
  state: Pick<IncidentState, 'number' | 'title' | 'severity' | 'status' | 'kind' | 'private'>,
): string =>
  state.private
    ? `Private incident ${state.number}`
    : `Incident ${state.number} · ${state.severity} · ${state.status}${state.kind === 'real' ? '' : ` · ${state.kind}`} · ${state.title}`.slice(
        0,
        1000,
      );
