import type { WebSocket } from 'ws';
import type { SandboxEvent } from '../events.ts';
import { canView } from '../permissions.ts';
import { messageShape } from '../shapes/message.ts';
import type { World } from '../world.ts';
import { channelNow } from './page-snapshot.ts';

/** So many events are kept for pages that come back. */
const KEPT = 2000;

interface Kept {
  readonly seq: number;
  readonly event: SandboxEvent;
}

export interface EventViewer {
  readonly me: string;
  /** Of other guilds they do not hear; of all where it is undefined. */
  readonly guildId: string | undefined;
}

export interface PageEvents {
  /** The number of the last event. */
  seq(): number;
  /** Sends what this viewer may hear of, from the event after `after`; `SANDBOX_REFRESH` when that is too long ago. */
  connect(socket: WebSocket, viewer: EventViewer, after: number): void;
  close(): void;
}

/** Changes of what is visible to whom: the page asks for everything anew. */
const REFRESHING = /^(GUILD_ROLE_|GUILD_MEMBER_|APPLICATION_COMMAND)/;

export function pageEvents(world: World): PageEvents {
  const kept: Kept[] = [];
  const sockets = new Map<WebSocket, EventViewer>();
  let last = 0;

  const send = (socket: WebSocket, { me, guildId }: EventViewer, { seq, event }: Kept): void => {
    if (guildId !== undefined && typeof event.guildId === 'string' && event.guildId !== guildId) return;
    const shown = shownTo(world, me, event);
    if (shown) socket.send(JSON.stringify({ seq, t: shown.t, d: shown.d }));
    if (REFRESHING.test(event.t)) socket.send(JSON.stringify({ seq, t: 'SANDBOX_REFRESH', d: null }));
  };
  const stop = world.events.listen((event) => {
    const entry = { seq: ++last, event };
    kept.push(entry);
    if (kept.length > KEPT * 2) kept.splice(0, KEPT);
    for (const [socket, viewer] of sockets) send(socket, viewer, entry);
  });
  return {
    seq: () => last,
    connect(socket, viewer, after) {
      sockets.set(socket, viewer);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.terminate());
      const first = kept[0]?.seq ?? last + 1;
      if (after + 1 < first && after < last) socket.send(JSON.stringify({ seq: last, t: 'SANDBOX_REFRESH', d: null }));
      else for (const entry of kept) if (entry.seq > after) send(socket, viewer, entry);
    },
    close() {
      stop();
      for (const socket of sockets.keys()) socket.close(1001);
    },
  };
}

/** The event as this person hears of it; undefined when it is not theirs to hear. */
function shownTo(world: World, me: string, event: SandboxEvent): { t: string; d: unknown } | undefined {
  if (event.onlyFor && !event.onlyFor.includes(me)) return undefined;
  if (event.t === 'INTERACTION_CREATE' || event.t === 'GUILD_AUDIT_LOG_ENTRY_CREATE') return undefined;
  const id = 'id' in event.d ? String(event.d.id) : '';
  if (event.t === 'CHANNEL_DELETE' || event.t === 'THREAD_DELETE') return { t: event.t, d: { id } };
  if (/^(CHANNEL|THREAD)_(CREATE|UPDATE)$/.test(event.t)) {
    const channel = world.state.channels.get(id);
    // Whoever may not see it (any more) has it taken from the list.
    return channel && canView(world.state, channel, me)
      ? { t: event.t, d: channelNow(world, channel, me) }
      : { t: 'CHANNEL_DELETE', d: { id } };
  }
  if (event.channelId !== undefined) {
    const channel = world.state.channels.get(event.channelId);
    if (!channel || !canView(world.state, channel, me)) return undefined;
    const message = event.t.startsWith('MESSAGE_') ? world.state.messages.get(channel.id)?.get(id) : undefined;
    // `me` of reactions is this person's, and a message that changed meanwhile is sent as it is now.
    if (message && (event.t === 'MESSAGE_CREATE' || event.t === 'MESSAGE_UPDATE'))
      return { t: event.t, d: messageShape(world, message, me) };
  }
  return { t: event.t, d: event.d };
}
