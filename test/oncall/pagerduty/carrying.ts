import { expectOk } from '../../../src/base/result.ts';
import { onCallShapes } from '../../../src/oncall/shapes.ts';
import type { Cause } from '../../../src/timeline/cause.ts';
import { pagerDutyDocument } from '../../counterparts/pagerduty/document.ts';
import { type PagerDutyServer, startPagerDuty } from '../../counterparts/pagerduty/pagerduty-server.ts';
import { ALICE, BOB, START, openDesk, plain } from '../desk.ts';
import { acme } from './acme.ts';

// Read before any test's time counts: it is large.
pagerDutyDocument();

export const SECRET = 'whsec-of-the-environment';

/** Alice and Bob are known to PagerDuty, Carol is not. The policy `checkout` pages there, and natively when it cannot. */
export const CONFIG: NonNullable<Parameters<typeof openDesk>[0]> = {
  people: {
    alice: { discord: ALICE, email: 'alice@example.com' },
    bob: { discord: BOB, email: 'bob@example.com' },
    carol: { discord: '100000000000000003' },
  },
  services: { checkout: { policy: 'checkout' } },
  policies: {
    checkout: {
      pagerduty: { service: 'PSVC1' },
      steps: [{ page: ['person:bob'], wait: '5m' }],
      fallback: 'channel:incidents',
    },
    other: { pagerduty: { service: 'PSVC2', policy: 'PPOL2' }, steps: [{ page: ['person:bob'] }] },
    plain: { steps: [{ page: ['person:carol'] }] },
  },
  oncall: { pagerduty: { from: 'alice@example.com' } },
};

export type Carrying = Awaited<ReturnType<typeof openCarrying>>;

/** The domain with a PagerDuty that keeps state beside it. Everything of it is stopped by `close`. */
export async function openCarrying(
  options: {
    readonly config?: Parameters<typeof openDesk>[0];
    readonly desk?: Parameters<typeof openDesk>[1];
    /** Without: no token in the environment. */
    readonly connected?: boolean;
    readonly timeoutMs?: number;
  } = {},
) {
  let now = (): number => START;
  const server: PagerDutyServer = await startPagerDuty({ now: () => now(), state: acme() });
  const desk = openDesk(options.config ?? CONFIG, {
    publicUrl: 'https://muster.example',
    pagerduty: {
      token: options.connected === false ? undefined : server.state.token,
      apiUrl: server.url,
      webhookSecrets: [SECRET],
      // No test hangs on how fast this machine answers; the one about silence says otherwise.
      timeoutMs: options.timeoutMs ?? 60_000,
    },
    ...options.desk,
  });
  now = () => desk.clock.now();
  let n = 0;
  const cause = (id = ALICE): Cause => ({
    causeId: `carrying:${++n}`,
    actor: { kind: 'person', id },
    source: { kind: 'command' },
  });
  const { oncall, timeline, store } = desk;
  const linked = async (person: string, user: string): Promise<void> => {
    expectOk(await oncall.pagerduty.identities.map(person, user, cause()));
  };
  /** Until nothing runs and nothing can be begun: what is due behind a first one that waits cannot. */
  const settle = async (): Promise<void> => {
    const busy = async (): Promise<boolean> => {
      await desk.clock.advance(0);
      if (desk.worker.running() > 0) return true;
      return ((await store.nextEffectDue()) ?? Number.POSITIVE_INFINITY) <= desk.clock.now();
    };
    while (await busy()) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  return {
    ...desk,
    settle,
    /** Time goes on by steps that PagerDuty’s real answers can keep up with. */
    async advance(durationMs: number): Promise<void> {
      for (const end = desk.clock.now() + durationMs; desk.clock.now() < end; await settle()) {
        await desk.advance(Math.min(30_000, end - desk.clock.now()));
      }
    },
    server,
    cause,
    linked,
    /** Alice is PALICE, Bob is PBOBBY: an administrator said so. */
    async linkBoth(): Promise<void> {
      await linked(ALICE, 'PALICE');
      await linked(BOB, 'bob@example.com');
    },
    /** A page by the policy `checkout`, opened by Alice, and everything done that this sets off. */
    async paged(message = 'Payments fail', by = ALICE) {
      const opened = expectOk(
        await oncall.pages.open(
          { to: { type: 'policy', key: 'checkout' }, message, urgency: 'high', channel: 'war-room' },
          cause(by),
        ),
      );
      await settle();
      return opened;
    },
    row: (stream: string) => oncall.pages.row(stream),
    /** The page’s timeline, a line an entry. */
    async trail(stream: string): Promise<string[]> {
      const kinds = new Map(onCallShapes.kinds.map((kind) => [kind.kind, kind]));
      return (await timeline.read(stream)).map((entry) => {
        const described = kinds.get(entry.kind)?.describe({ ...entry, data: entry.data });
        return plain(described?.line);
      });
    },
    /** What was asked of PagerDuty beside reading: `PUT /incidents/PI000001 alice@example.com`. */
    writes: (): string[] =>
      server.asked
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path, headers }) => `${method} ${path} ${headers['from'] ?? '-'}`),
    parked: () => store.effects({ state: 'parked', limit: 10 }),
    async close(): Promise<void> {
      await desk.close();
      await server.stop();
    },
  };
}
