import type { APIMessage } from 'discord-api-types/v10';
import type { SandboxEvent } from '../events.ts';
import type { Interactions } from '../interactions/interaction.ts';
import { interactionView } from '../interactions/view.ts';
import { canView } from '../permissions.ts';
import { messageShape } from '../shapes/message.ts';
import { channelShape } from '../shapes/channel.ts';
import type { World } from '../world.ts';

/** An event as a page gets it. */
export interface SentEvent {
  readonly seq: number;
  readonly t: string;
  readonly d: unknown;
}

export interface EventLog {
  /** The number of the last event. */
  seq(): number;
  /** Sends what `userId` may see from `after` on, and whatever follows. Returns how to stop. */
  follow(userId: string, after: number | undefined, send: (event: SentEvent) => void): () => void;
  close(): void;
}

const MOST_KEPT = 2_000;
/** These change what somebody may see: who missed one starts afresh. */
const RESHAPING = new Set(['CHANNEL_UPDATE', 'GUILD_MEMBER_UPDATE', 'GUILD_ROLE_UPDATE', 'GUILD_ROLE_DELETE']);

/** Numbers every event and keeps the last ones, so that a page that lost its connection sees what it missed. */
export function eventLog(world: World, interactions: Interactions): EventLog {
  const kept: { seq: number; event: SandboxEvent }[] = [];
  const followers = new Set<(seq: number, event: SandboxEvent) => void>();
  let seq = 0;
  const stop = world.events.listen((event) => {
    if (event.t === 'INTERACTION_CREATE') return; // the bot's alone
    seq++;
    kept.push({ seq, event });
    if (kept.length > 2 * MOST_KEPT) kept.splice(0, MOST_KEPT);
    for (const follower of followers) follower(seq, event);
  });

  const payload = (event: SandboxEvent, userId: string): unknown => {
    if (event.onlyFor) {
      if (!event.onlyFor.includes(userId)) return undefined;
    } else if (event.channelId !== undefined) {
      const channel = world.state.channels.get(event.channelId);
      if (channel && !canView(world.state, channel, userId)) return undefined;
    }
    if (event.t === 'SANDBOX_INTERACTION') {
      const interaction = 'id' in event.d ? interactions.byId(String(event.d.id)) : undefined;
      return interaction && interactionView(world, interaction);
    }
    if (event.t === 'MESSAGE_CREATE' || event.t === 'MESSAGE_UPDATE')
      return forViewer(world, event.d as APIMessage, userId);
    return event.d;
  };

  return {
    seq: () => seq,
    follow(userId, after, send) {
      const visible = (): Set<string> =>
        new Set(
          [...world.state.channels.values()]
            .filter((channel) => canView(world.state, channel, userId))
            .map((channel) => channel.id),
        );
      let known = visible();
      const missed = after === undefined ? [] : kept.filter((one) => one.seq > after);
      const first = kept[0]?.seq ?? seq + 1;
      if (
        after !== undefined &&
        (after > seq || after < first - 1 || missed.some((one) => RESHAPING.has(one.event.t)))
      ) {
        send({ seq, t: 'SANDBOX_RESET', d: {} });
      } else {
        for (const one of missed) {
          const d = payload(one.event, userId);
          if (d !== undefined) send({ seq: one.seq, t: one.event.t, d });
        }
      }
      const follower = (at: number, event: SandboxEvent): void => {
        if (RESHAPING.has(event.t)) {
          const now = visible();
          for (const id of known)
            if (!now.has(id) && world.state.channels.has(id)) send({ seq: at, t: 'CHANNEL_DELETE', d: { id } });
          for (const id of now) {
            const channel = world.state.channels.get(id);
            if (!known.has(id) && channel)
              send({ seq: at, t: 'CHANNEL_CREATE', d: channelShape(world.state, channel, userId) });
          }
          known = now;
        } else if (event.t === 'CHANNEL_CREATE' || event.t === 'THREAD_CREATE') known = visible();
        const d = payload(event, userId);
        if (d !== undefined) send({ seq: at, t: event.t, d });
      };
      followers.add(follower);
      return () => followers.delete(follower);
    },
    close: stop,
  };
}

/** A message's reactions say which are one's own. */
function forViewer(world: World, event: APIMessage, userId: string): unknown {
  if (!event.reactions?.length) return event;
  const message = world.state.messages.get(event.channel_id)?.get(event.id);
  return message ? { ...event, ...messageShape(world, message, userId) } : event;
}
