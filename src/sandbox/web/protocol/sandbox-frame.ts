import type { Frame } from './control.ts';

/** A frame as the sandbox writes it down. */
export interface SandboxFrame {
  readonly n: number;
  readonly at: number;
  readonly kind: 'rest' | 'gateway-in' | 'gateway-out';
  readonly what: string;
  readonly status?: number;
  readonly request?: unknown;
  readonly response?: unknown;
  readonly refused?: string;
}

export const frameOf = (frame: SandboxFrame): Frame => ({
  seq: frame.n,
  at: frame.at,
  kind: frame.kind === 'rest' ? 'rest' : 'gateway',
  direction: frame.kind === 'gateway-out' ? 'out' : 'in',
  title: frame.what,
  ...(frame.status !== undefined && { status: frame.status }),
  ...(frame.refused !== undefined && { refused: frame.refused }),
  ...(frame.request !== undefined && { body: frame.request }),
  ...(frame.response !== undefined && { response: frame.response }),
});
