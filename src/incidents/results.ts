import { canonicalJson } from '../base/canonical-json.ts';
import { rich } from '../base/rich-text.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import type { Effect } from '../timeline/effect.ts';
import type { EntryDraft } from '../timeline/entry.ts';
import type { EffectChange } from '../timeline/effect.ts';
import { countChannels } from './channel-count.ts';
import { channelName, type ChannelDelete, incidentEffects, isDiscordId, type PlainMessage } from './effects.ts';
import { channelRulesKept } from './entries/channel-rules-kept.ts';
import { channelDeleted } from './entries/channel-deleted.ts';
import { voiceClosed } from './entries/voice-closed.ts';
import { voiceOpened } from './entries/voice-opened.ts';
import { voiceRefused } from './entries/voice-refused.ts';
import { announcementPosted } from './entries/announcement-posted.ts';
import { cardPosted } from './entries/card-posted.ts';
import { channelOpened } from './entries/channel-opened.ts';
import { diagnosesAtStart } from './diagnose.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import type { IncidentState } from './state.ts';
import { earlierUpdates } from './update-message.ts';

const NO_ROOM_TO_TALK: PlainMessage = {
  tone: 'warning',
  blocks: [
    {
      type: 'text',
      text: rich`There is no voice channel for this incident: the server has 500 channels, the most that Discord allows. Delete some, then ask again with ${{ code: '/incident add voice:True' }}.`,
    },
  ],
};

/** muster.yaml names a channel by name or by id. */
const nameOf = (channel: string): { readonly name?: string } =>
  isDiscordId(channel) ? {} : { name: channel.replace(/^#/, '').slice(0, 100) };

/** What the chat learned by doing an effect, written down in the same transaction that marks the effect as done. */
export function createResults(
  parts: Pick<IncidentParts, 'timeline' | 'config' | 'presetsOf' | 'operators' | 'nameOf'>,
) {
  const complete = async (
    effect: Effect,
    decide: (state: IncidentState) => { entries: readonly EntryDraft[]; effects: readonly EffectChange[] },
    /** Where it can be looked at. */
    permalink?: string,
  ): Promise<Result<null>> => {
    const cause: Cause = {
      causeId: `effect:${effect.id}`,
      actor: { kind: 'muster', id: 'muster' },
      source: { kind: 'effect', correlationId: effect.id, ...(permalink !== undefined && { permalink }) },
      completes: effect.id,
    };
    const committed = await parts.timeline.change(effect.stream, incidentFold, cause, (state) =>
      ok({ ...decide(state), answer: null }),
    );
    return committed.ok ? ok(null) : committed;
  };

  return {
    /** `channel.open` was done. What waited for a channel is asked for now. */
    channelOpened: (effect: Effect, channelId: string, thread = false, address?: string) =>
      complete(
        effect,
        (state) => ({
          entries: [channelOpened({ channel: channelId, thread, name: channelName(state) })],
          effects: [
            incidentEffects.card(state.stream, 'now'),
            incidentEffects.announcement(state.stream, 'now'),
            // Who came in while the channel was being opened, too.
            ...incidentEffects.addMembers(state, channelId, state.responders, state.responderRoles),
            ...earlierUpdates(state, parts.nameOf).map((message) =>
              incidentEffects.post(state.stream, channelId, message),
            ),
            // They are run at the declaration: not again where the channel takes a lost one's place.
            ...(state.channelGone ? [] : diagnosesAtStart(parts, state)),
          ],
        }),
        address,
      ),

    /** `voice.open` and `voice.close` were done. One that opened after the incident had ended is closed again. */
    voiceOpened: (effect: Effect, channelId: string, address?: string): Promise<Result<null>> =>
      complete(
        effect,
        (state) => ({
          entries: [voiceOpened({ channel: channelId })],
          effects: [
            incidentEffects.card(state.stream, 'now'),
            ...(state.endedAt === null ? [] : [incidentEffects.closeVoice(state, channelId)]),
          ],
        }),
        address,
      ),
    /** The server had no room for one. Said in the incident's channel, and so not before that is open. */
    voiceRefused: async (effect: Effect): Promise<Result<null>> => {
      const { channelId, endedAt } = await parts.timeline.state(effect.stream, incidentFold);
      if (channelId === null && endedAt === null) {
        return refuse('voice/early', 'The incident’s own channel is not open yet.');
      }
      return complete(effect, (state) => ({
        entries: [voiceRefused({})],
        effects: channelId === null ? [] : [incidentEffects.post(state.stream, channelId, NO_ROOM_TO_TALK)],
      }));
    },
    voiceClosed: (effect: Effect, channelId: string) =>
      complete(effect, (state) => ({
        entries: [voiceClosed({ channel: channelId })],
        effects: state.channelId === null ? [] : [incidentEffects.card(state.stream)],
      })),

    /** `channel.delete` was done: what it was about is exported from the record from now on. */
    channelDeleted: (effect: Effect, payload: ChannelDelete) =>
      complete(effect, () => ({
        entries: [channelDeleted({ channel: payload.channelId, seq: payload.seq, hash: payload.hash })],
        effects: [],
      })),

    /** Before the channel is locked: nobody would know afterwards. Marks nothing as done. */
    keepChannelRules: (effect: Effect, rules: IncidentState['channelRules']): Promise<Result<unknown>> => {
      const cause: Cause = {
        // Somebody may have changed them between two tries.
        causeId: `channel-rules:${effect.id}:${effect.attempts}`,
        actor: { kind: 'muster', id: 'muster' },
        source: { kind: 'effect', correlationId: effect.id },
      };
      return parts.timeline.change(effect.stream, incidentFold, cause, (state) => {
        const isKnown = canonicalJson(rules) === canonicalJson(state.channelRules);
        return ok({ entries: isKnown ? [] : [channelRulesKept({ rules: [...rules] })], answer: null });
      });
    },
    keptChannelRules: async (effect: Effect): Promise<IncidentState['channelRules']> =>
      (await parts.timeline.state(effect.stream, incidentFold)).channelRules,

    /** After Muster made or deleted a channel: how many the server has now. */
    channelsCounted: (effect: Effect, channels: number) => countChannels(parts, channels, effect.id),

    /** `card.refresh` posted (and pinned) a new card. An edit of the old one learns nothing: answer `done` instead. */
    cardPosted: (effect: Effect, messageId: string, address?: string) =>
      complete(effect, () => ({ entries: [cardPosted({ message: messageId })], effects: [] }), address),

    announcementPosted: (effect: Effect, channelId: string, messageId: string, address?: string) =>
      complete(
        effect,
        () => ({
          entries: [
            announcementPosted({ channel: channelId, message: messageId, ...nameOf(parts.config().announcements) }),
          ],
          effects: [],
        }),
        address,
      ),
  };
}
