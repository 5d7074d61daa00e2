import { z } from 'zod';

const scope = {
  /** Only requests whose `METHOD /path` contains this; every one without it. */
  route: z.string().max(200).optional(),
  /** How often it strikes before it is gone; without it until it is taken back. */
  times: z.int().positive().optional(),
};
const eventScope = { event: z.string().max(60).optional(), times: scope.times };

/** What may be ordered to go wrong. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('latency'), durationMs: z.int().min(0).max(600_000), ...scope }),
  z.object({ kind: z.literal('error'), status: z.int().min(500).max(599).default(500), ...scope }),
  z.object({
    kind: z.literal('rate-limit'),
    retryAfterMs: z.int().min(0).max(600_000).default(1000),
    global: z.boolean().default(false),
    ...scope,
  }),
  /** The request is done, and the connection reset before the answer. */
  z.object({ kind: z.literal('lost-response'), ...scope }),
  /** The connection is reset before anything is done. */
  z.object({ kind: z.literal('reset'), ...scope }),
  z.object({ kind: z.literal('drop-event'), ...eventScope }),
  z.object({ kind: z.literal('duplicate-event'), ...eventScope }),
  z.object({ kind: z.literal('delay-event'), durationMs: z.int().min(0).max(600_000), ...eventScope }),
  /** The next RESUME is answered with INVALID_SESSION. */
  z.object({ kind: z.literal('invalid-session'), times: scope.times }),
  z.object({ kind: z.literal('no-heartbeat-ack'), times: scope.times }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultOrder = z.input<typeof faultSchema>;

export interface RequestFate {
  readonly delayMs: number;
  readonly error?: number;
  readonly rateLimit?: { readonly retryAfterMs: number; readonly global: boolean };
  readonly reset?: boolean;
  readonly loseResponse?: boolean;
}

/** How often an event is sent, and how late. */
export interface EventFate {
  readonly copies: number;
  readonly delayMs: number;
}

export interface Faults {
  add(order: FaultOrder): string;
  remove(id: string): boolean;
  clear(): void;
  /** `times` is how often each still strikes. */
  list(): readonly (Fault & { readonly id: string })[];
  /** Whether anything is ordered at all: the hot path asks nothing more. */
  active(): boolean;
  ofRequest(what: string): RequestFate;
  /** Asked once for each event, however many sessions it goes to. */
  ofEvent(t: string): EventFate;
  takeInvalidSession(): boolean;
  withholdsAck(): boolean;
}

const UNHARMED: RequestFate = { delayMs: 0 };
const ONCE: EventFate = { copies: 1, delayMs: 0 };

export function createFaults(): Faults {
  const ordered = new Map<string, { fault: Fault; left: number }>();
  let last = 0;
  const strike = (id: string, entry: { left: number }): void => {
    if (--entry.left <= 0) ordered.delete(id);
  };
  const take = (meant: (fault: Fault) => boolean): Fault[] => {
    const struck: Fault[] = [];
    for (const [id, entry] of ordered) {
      if (!meant(entry.fault)) continue;
      strike(id, entry);
      struck.push(entry.fault);
    }
    return struck;
  };
  return {
    add(order) {
      const fault = faultSchema.parse(order);
      const id = `fault-${++last}`;
      ordered.set(id, { fault, left: fault.times ?? Infinity });
      return id;
    },
    remove: (id) => ordered.delete(id),
    clear: () => {
      ordered.clear();
    },
    list: () =>
      [...ordered].map(([id, { fault, left }]) => ({ ...fault, id, ...(left !== Infinity && { times: left }) })),
    active: () => ordered.size > 0,
    ofRequest(what) {
      if (ordered.size === 0) return UNHARMED;
      const struck = take((fault) => strikesRequest(fault, what));
      let fate: RequestFate = UNHARMED;
      for (const fault of struck) {
        if (fault.kind === 'latency') fate = { ...fate, delayMs: fate.delayMs + fault.durationMs };
        if (fault.kind === 'error') fate = { ...fate, error: fault.status };
        if (fault.kind === 'rate-limit')
          fate = { ...fate, rateLimit: { retryAfterMs: fault.retryAfterMs, global: fault.global } };
        if (fault.kind === 'reset') fate = { ...fate, reset: true };
        if (fault.kind === 'lost-response') fate = { ...fate, loseResponse: true };
      }
      return fate;
    },
    ofEvent(t) {
      if (ordered.size === 0) return ONCE;
      const struck = take((fault) => strikesEvent(fault, t));
      let copies = 1;
      let delayMs = 0;
      for (const fault of struck) {
        if (fault.kind === 'drop-event') copies = 0;
        if (fault.kind === 'duplicate-event' && copies > 0) copies++;
        if (fault.kind === 'delay-event') delayMs += fault.durationMs;
      }
      return { copies, delayMs };
    },
    takeInvalidSession: () => ordered.size > 0 && take((fault) => fault.kind === 'invalid-session').length > 0,
    withholdsAck: () => ordered.size > 0 && take((fault) => fault.kind === 'no-heartbeat-ack').length > 0,
  };
}

function strikesEvent(fault: Fault, t: string): boolean {
  const meant = fault.kind === 'drop-event' || fault.kind === 'duplicate-event' || fault.kind === 'delay-event';
  return meant && (fault.event === undefined || fault.event === t);
}

function strikesRequest(fault: Fault, what: string): boolean {
  switch (fault.kind) {
    case 'latency':
    case 'error':
    case 'rate-limit':
    case 'lost-response':
    case 'reset':
      return fault.route === undefined || what.includes(fault.route);
    default:
      return false;
  }
}
