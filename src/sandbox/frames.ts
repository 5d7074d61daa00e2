import type { Instant } from '../base/clock.ts';

/** One REST exchange or one gateway payload, as the panel of frames shows it. */
export interface Frame {
  readonly n: number;
  readonly at: Instant;
  readonly kind: 'rest' | 'gateway-in' | 'gateway-out';
  /** `POST /channels/1/messages`, or the gateway event's name. */
  readonly what: string;
  readonly status?: number;
  readonly request?: unknown;
  readonly response?: unknown;
  /** Why it was refused, or which fault struck. */
  readonly refused?: string;
}

export interface Frames {
  rest(what: string, status: number, request: unknown, response: unknown, refused?: string): void;
  gateway(direction: 'in' | 'out', what: string, payload: unknown, refused?: string): void;
  /** The kept frames with a number above `n`. */
  after(n: number): readonly Frame[];
  listen(listener: (frame: Frame) => void): () => void;
}

/** A ring of the last frames. Bodies are kept by reference: nothing is copied on the way of a request. */
export function frameLog(now: () => Instant, most = 500): Frames {
  const ring: Frame[] = [];
  const listeners = new Set<(frame: Frame) => void>();
  let n = 0;
  const keep = (frame: Frame): void => {
    ring[frame.n % most] = frame;
    for (const listener of listeners) listener(frame);
  };
  return {
    rest(what, status, request, response, refused) {
      keep({
        n: n++,
        at: now(),
        kind: 'rest',
        what,
        status,
        request,
        response,
        ...(refused !== undefined && { refused }),
      });
    },
    gateway(direction, what, payload, refused) {
      const kind = direction === 'in' ? 'gateway-in' : 'gateway-out';
      keep({ n: n++, at: now(), kind, what, request: payload, ...(refused !== undefined && { refused }) });
    },
    after: (last) => ring.filter((frame) => frame.n > last).sort((a, b) => a.n - b.n),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
