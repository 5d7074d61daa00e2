import { callCommand } from './call-command.ts';

/** `muster page`: what `/page send` does, for when Discord is down. A running Muster delivers it, else the next start. */
export const page = (options: { readonly who: string; readonly message: string; readonly urgency?: string }) =>
  callCommand('page send', options);

/** `muster ack`: what `/page ack` does, in the name of whoever `--as` says. */
export const ack = (number: number, { as }: { readonly as?: string }) =>
  callCommand('page ack', { page: number }, { as });
