import { GatewayOpcodes as Op } from 'discord-api-types/v10';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../base/clock.ts';
import { randomDigits } from '../../base/ids.ts';
import type { EventFate, Faults } from '../faults.ts';
import type { Frames } from '../frames.ts';
import { guildCreateEvent } from '../shapes/guild.ts';
import { type World, botId } from '../world.ts';
import { eventPayload } from './event-payload.ts';
import { type HeartbeatWatch, watchHeartbeat } from './heartbeat.ts';
import { type IdentifyLimit, identifyLimit } from './identify-limit.ts';
import { EVERY_INTENT, PRIVILEGED } from './intents.ts';
import { memberChunks } from './member-chunks.ts';
import type { UpPayload } from './payload.ts';
import { readyData } from './ready.ts';
import { beginningOf, receiver } from './received.ts';
import { RESUMABLE_MS, type Session, dispatch, missedSince } from './session.ts';

export interface Gateway {
  /** Takes over an upgraded connection. */
  connect(socket: WebSocket): void;
  /** How many bots are READY (or resumed) now. */
  ready(): number;
  /** Closes every connection with `code`; the sessions stay resumable unless `forget`. */
  cut(code: number, forget?: boolean): void;
  /** Sends op 7 to every connection. */
  askToReconnect(): void;
  /** Sends op 9 to every connection, and forgets the sessions unless they may be resumed. */
  invalidate(resumable: boolean): void;
  readonly startLimit: IdentifyLimit['startLimit'];
  close(): void;
}

export interface GatewayOptions {
  readonly token: string;
  /** Privileged intents that the application was granted. */
  readonly grantedIntents: number;
  readonly heartbeatIntervalMs: number;
  /** A client's heart beats by its own machine's clock, also where the sandbox's is moved forward by days. */
  readonly heartbeatClock: Clock;
}

interface Connection {
  session?: Session;
  readonly heart: HeartbeatWatch;
}

export function createGateway(world: World, options: GatewayOptions, faults: Faults, frames: Frames): Gateway {
  const sessions = new Map<string, Session>();
  const connections = new Map<WebSocket, Connection>();
  const identifies = identifyLimit(() => world.clock.now());

  const stop = world.events.listen((event) => {
    const texts = new Map<object, string>();
    // One for the event: of a bot that began anew, the session of before is kept for a while, and would take the fault for itself.
    let fate: EventFate | undefined;
    for (const session of sessions.values()) {
      if (!session.socket && world.clock.now() - (session.lostAt ?? 0) > RESUMABLE_MS) {
        sessions.delete(session.id);
        continue;
      }
      const payload = eventPayload(world, event, session.intents);
      if (!payload) continue;
      let text = texts.get(payload);
      if (text === undefined) texts.set(payload, (text = JSON.stringify(payload)));
      fate ??= faults.ofEvent(event.t);
      for (let copy = 0; copy < fate.copies; copy++) {
        if (fate.delayMs > 0) void world.clock.sleep(fate.delayMs).then(() => dispatch(session, event.t, text));
        else dispatch(session, event.t, text);
      }
      frames.gateway('out', event.t, payload, fate.copies === 1 ? undefined : `fault: sent ${fate.copies} times`);
    }
  });

  const send = (socket: WebSocket, op: number, d: unknown): void => {
    frames.gateway('out', Op[op] ?? String(op), d);
    socket.send(JSON.stringify({ op, d, s: null, t: null }));
  };
  const tell = (session: Session, t: string, d: object): void => {
    frames.gateway('out', t, d);
    dispatch(session, t, JSON.stringify(d));
  };
  const drop = (socket: WebSocket, code: number, why: string): void => {
    frames.gateway('out', `close ${code}`, undefined, why);
    socket.close(code, why);
  };

  const identify = (socket: WebSocket, d: UpPayload['d']): void => {
    const intents = Number(d['intents']);
    if (d['token'] !== options.token && d['token'] !== `Bot ${options.token}`)
      return drop(socket, 4004, 'Authentication failed.');
    const connection = connections.get(socket);
    if (!connection) return;
    if (connection.session) return drop(socket, 4005, 'Already authenticated.');
    if (!Number.isInteger(intents) || intents < 0 || (intents & ~EVERY_INTENT) !== 0)
      return drop(socket, 4013, 'Invalid intent(s).');
    if (intents & PRIVILEGED & ~options.grantedIntents) return drop(socket, 4014, 'Disallowed intent(s).');
    if (!identifies.take()) return drop(socket, 4004, 'Too many IDENTIFY today.');
    const session: Session = { id: randomDigits(32), intents, seq: 0, socket, lostAt: undefined, sent: [] };
    sessions.set(session.id, session);
    connection.session = session;
    const guilds = [...world.state.guilds.values()].filter((guild) => guild.members.has(botId(world)));
    tell(session, 'READY', readyData(world, session.id, guilds, options.grantedIntents, d['shard']));
    if (intents & 1) for (const guild of guilds) tell(session, 'GUILD_CREATE', guildCreateEvent(world, guild, intents));
  };

  const resume = (socket: WebSocket, d: UpPayload['d']): void => {
    const session = sessions.get(String(d['session_id']));
    const missed = session && d['token'] === options.token ? missedSince(session, Number(d['seq'])) : undefined;
    if (!session || !missed || faults.takeInvalidSession()) {
      if (session) sessions.delete(session.id);
      send(socket, Op.InvalidSession, false);
      return;
    }
    session.socket?.close(4000, 'Resumed elsewhere.');
    session.socket = socket;
    session.lostAt = undefined;
    const connection = connections.get(socket);
    if (connection) connection.session = session;
    for (const text of missed) socket.send(text);
    frames.gateway('out', 'RESUMED', { replayed: missed.length });
    dispatch(session, 'RESUMED', '{"_trace":[]}');
  };

  const receive = (socket: WebSocket, payload: UpPayload): void => {
    frames.gateway(
      'in',
      Op[payload.op] ?? String(payload.op),
      'token' in payload.d ? { ...payload.d, token: '[masked]' } : payload.d,
    );
    const connection = connections.get(socket);
    switch (payload.op) {
      case Op.Heartbeat:
        connection?.heart.beat();
        if (!faults.withholdsAck()) send(socket, Op.HeartbeatAck, null);
        return;
      case Op.Identify:
        return identify(socket, payload.d);
      case Op.Resume:
        return resume(socket, payload.d);
      default: {
        const session = connection?.session;
        if (!session) return drop(socket, 4003, 'Not authenticated.');
        if (payload.op === Op.RequestGuildMembers) {
          for (const chunk of memberChunks(world, payload.d, session.intents))
            tell(session, 'GUILD_MEMBERS_CHUNK', chunk);
        } else if (payload.op !== Op.PresenceUpdate && payload.op !== Op.VoiceStateUpdate) {
          drop(socket, 4001, 'Unknown opcode.');
        }
      }
    }
  };

  return {
    connect(socket) {
      const heart = watchHeartbeat(options.heartbeatClock, options.heartbeatIntervalMs, {
        ask: () => {
          send(socket, Op.Heartbeat, null);
        },
        lost: () => {
          // As Discord's documentation has it, a session that timed out is started anew.
          const session = connections.get(socket)?.session;
          // One that was resumed elsewhere lives on there.
          if (session?.socket === socket) sessions.delete(session.id);
          drop(socket, 4009, 'Session timed out.');
        },
      });
      connections.set(socket, { heart });
      const read = receiver(() => world.clock.now());
      socket.on('message', (data: RawData, binary: boolean) => {
        const payload = read(data, binary);
        if ('code' in payload) {
          frames.gateway('in', 'not taken', beginningOf(data, options.token), payload.why);
          drop(socket, payload.code, payload.why);
        } else receive(socket, payload);
      });
      socket.on('error', () => socket.terminate());
      socket.on('close', (code) => {
        heart.stop();
        const session = connections.get(socket)?.session;
        connections.delete(socket);
        if (session?.socket !== socket) return;
        session.socket = undefined;
        session.lostAt = world.clock.now();
        // Discord's documentation: closing with 1000 or 1001 ends the session.
        if (code === 1000 || code === 1001) sessions.delete(session.id);
      });
      send(socket, Op.Hello, { heartbeat_interval: options.heartbeatIntervalMs, _trace: [] });
    },
    ready: () => [...sessions.values()].filter((session) => session.socket).length,
    cut(code, forget = false) {
      for (const [socket, { session }] of connections) {
        if (forget && session) sessions.delete(session.id);
        frames.gateway('out', `close ${code}`, undefined, 'on order');
        // A code that WebSocket itself does not let one send (1006) is a connection that is simply gone.
        if (code < 3000) socket.terminate();
        else socket.close(code, 'on order');
      }
    },
    askToReconnect() {
      for (const socket of connections.keys()) send(socket, Op.Reconnect, null);
    },
    invalidate(resumable) {
      for (const [socket, { session }] of connections) {
        if (!resumable && session) {
          sessions.delete(session.id);
          session.socket = undefined;
        }
        send(socket, Op.InvalidSession, resumable);
      }
    },
    startLimit: identifies.startLimit,
    close() {
      stop();
      for (const socket of connections.keys()) socket.terminate();
    },
  };
}
