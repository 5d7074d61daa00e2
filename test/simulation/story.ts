import type { Exchange } from '../../src/sandbox/control/exchange.ts';
import type { FaultOrder } from '../../src/sandbox/faults.ts';
import { type Asked, saysDone } from '../e2e/asked.ts';
import type { MusterUnderTest } from './muster-under-test.ts';
import type { Random } from './simulated-random.ts';
import { request } from 'undici';
import { CHECKOUT_ROUTING_KEY } from '../../src/cli/sandbox-company.ts';
import { disk, pass } from './simulation.ts';

const PEOPLE = ['ada', 'ben', 'chiara', 'dmitri', 'emeka'] as const;
const SEVERITIES = ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'unknown'] as const;
const STATUSES = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
const TIMES = ['20 min ago', '~08:00', '2 h ago', 'after #1', 'yesterday 23:10'] as const;

/** Waits between two things that happen: mostly none, so that they meet; sometimes long, so that timers fall due. */
const WAITS_MS = [0, 0, 0, 20, 300, 2_000, 15_000, 240_000, 3_600_000] as const;

const FAULTS: readonly ((random: Random) => FaultOrder)[] = [
  (random) => ({
    kind: 'latency',
    durationMs: 200 + Math.floor(random() * 4_500),
    times: 1 + Math.floor(random() * 3),
  }),
  (random) => ({ kind: 'error', status: random() < 0.5 ? 500 : 503, times: 1 + Math.floor(random() * 4) }),
  () => ({ kind: 'error', status: 502, route: '/messages', times: 2 }),
  (random) => ({ kind: 'rate-limit', retryAfterMs: Math.floor(random() * 9_000), global: random() < 0.3, times: 2 }),
  () => ({ kind: 'lost-response', route: '/messages', times: 1 }),
  () => ({ kind: 'lost-response', times: 1 }),
  (random) => ({ kind: 'lost-response', times: 1 + Math.floor(random() * 3) }),
  () => ({ kind: 'lost-response', route: 'POST /api/v10/guilds', times: 1 }),
  () => ({ kind: 'lost-response', route: '/callback', times: 1 }),
  (random) => ({ kind: 'reset', times: 1 + Math.floor(random() * 3) }),
  (random) => ({ kind: 'duplicate-event', times: 1 + Math.floor(random() * 5) }),
  () => ({ kind: 'drop-event', event: 'INTERACTION_CREATE', times: 1 }),
  (random) => ({ kind: 'drop-event', event: 'MESSAGE_CREATE', times: 1 + Math.floor(random() * 3) }),
  () => ({ kind: 'drop-event', event: 'CHANNEL_CREATE', times: 1 }),
  (random) => ({ kind: 'delay-event', durationMs: Math.floor(random() * 4_000), times: 1 + Math.floor(random() * 4) }),
  () => ({ kind: 'invalid-session', times: 1 }),
  () => ({ kind: 'no-heartbeat-ack', times: 1 }),
];

export interface Story {
  readonly asked: readonly Asked[];
  /** One thing after the other, as the seed has it, for so many steps. */
  play(steps: number): Promise<void>;
  /** One of each kind of thing, on a Discord that is well. */
  playEach(): Promise<void>;
}

export function createStory(muster: MusterUnderTest, random: Random): Story {
  const asked: Asked[] = [];
  let words = 0;
  const pick = <T>(of: readonly T[]): T => {
    const found = of[Math.floor(random() * of.length)];
    if (found === undefined) throw new Error('Nothing to choose from');
    return found;
  };
  const { sandbox } = muster;

  const say = (person: string, channel: string, command: string): (() => Exchange | undefined) => {
    let exchange: Exchange | undefined;
    sandbox
      .as(person)
      .type(channel, command)
      .then(
        (answered) => {
          if ('final' in answered) exchange = answered;
        },
        () => undefined, // Discord did not even send it
      );
    return () => exchange;
  };
  const ask = (what: Asked['what'], person: string, channel: string, command: (word: string) => string): void => {
    const word = `w${++words}x`;
    const exchange = say(person, channel, command(word));
    asked.push({ what, word, acknowledged: () => saysDone(exchange()) });
  };
  const incidentChannels = (person: string): readonly string[] =>
    sandbox
      .as(person)
      .channels()
      .flatMap(({ id, name }) => (name?.startsWith('inc-') ? [id] : []));

  const declare = (): void => {
    const options = random() < 0.6 ? ` service:${pick(['checkout', 'search', 'website'])}` : '';
    const hidden = random() < 0.15 ? ' private:True' : '';
    ask(
      'incident',
      pick(PEOPLE),
      '#general',
      (word) => `/incident declare title:"Trouble ${word}" severity:${pick(SEVERITIES)}${options}${hidden}`,
    );
  };
  const page = (): void =>
    ask('page', pick(PEOPLE), '#general', (word) => `/page send who:policy:checkout message:"Come ${word}"`);
  /** Monitoring's: sent again until it is taken, as senders of alerts do. */
  const alert = (): void => {
    const word = `w${++words}x`;
    let taken = false;
    asked.push({ what: 'page', word, acknowledged: () => taken });
    const send = async (): Promise<void> => {
      try {
        const { statusCode, body } = await request(`${muster.url()}/v2/enqueue`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            routing_key: CHECKOUT_ROUTING_KEY,
            event_action: 'trigger',
            dedup_key: word,
            payload: { summary: `Queue too long ${word}`, source: 'queue-1', severity: 'critical' },
          }),
        });
        await body.dump();
        taken ||= statusCode === 202;
      } catch {
        // Muster was gone, or went meanwhile
      }
      if (!taken) setTimeout(() => void send(), 30_000);
    };
    void send();
  };
  const inChannel =
    (act: (person: string, channel: string) => void): (() => void) =>
    () => {
      const person = pick(PEOPLE);
      const channels = incidentChannels(person);
      if (channels.length === 0) declare();
      else act(person, pick(channels));
    };
  const note = inChannel((person, channel) => {
    const at = random() < 0.5 ? ` at:"${pick(TIMES)}"` : '';
    ask('note', person, channel, (word) => `/incident note text:"Seen ${word}"${at}`);
  });
  const update = inChannel((person, channel) =>
    ask('update', person, channel, (word) => `/incident update conditions:"Now ${word}" actions:waiting needs:none`),
  );
  const task = inChannel((person, channel) =>
    ask('task', person, channel, (word) => `/incident task text:"Do ${word}"`),
  );
  const change = inChannel((person, channel) => {
    say(
      person,
      channel,
      pick([
        `/incident severity level:${pick(SEVERITIES)} reason:"as seen"`,
        `/incident status to:${pick(STATUSES)} reason:"so it is"`,
        `/incident role role:commander person:@${pick(PEOPLE)}`,
        `/incident rename title:"Renamed ${pick(['once', 'twice', 'again'])}"`,
        '/incident milestone which:mitigated at:"1 min ago"',
        '/incident reopen reason:"not over"',
        '/incident timeline',
        '/incident show',
      ]),
    );
  });
  const acknowledge = (): void => {
    say(pick(PEOPLE), '#general', `/page ${pick(['ack', 'escalate', 'resolve', 'status'])}`);
  };
  const chat = inChannel((person, channel) => {
    try {
      const message = sandbox.as(person).send(channel, 'It hangs in the queue');
      if (random() < 0.5) sandbox.as(pick(PEOPLE)).react(message.id, '📌');
    } catch {
      // archived, locked, or not theirs to see
    }
  });
  const happenings = [declare, note, note, note, update, task, change, change, change, page, alert, acknowledge, chat];

  const trouble = (): void => {
    if (random() < 0.7) sandbox.faults.add(pick(FAULTS)(random));
    else
      pick([
        () => sandbox.gateway.cut(4000),
        () => sandbox.gateway.cut(4000, true),
        () => sandbox.gateway.askToReconnect(),
        () => sandbox.gateway.invalidate(random() < 0.5),
      ])();
  };

  return {
    asked,
    async play(steps) {
      for (let step = 0; step < steps; step++) {
        if (random() < 0.35) trouble();
        if (random() < 0.02) await muster.restart();
        if (random() < 0.05) await muster.crash(Math.floor(random() * 60));
        disk.full = random() < (disk.full ? 0.5 : 0.03);
        pick(happenings)();
        await pass(pick(WAITS_MS));
      }
    },
    async playEach() {
      disk.full = false;
      for (const happen of [declare, page, alert]) {
        happen();
        await pass(60_000);
      }
      for (const happen of [note, update, task]) {
        happen();
        await pass(60_000);
      }
    },
  };
}
