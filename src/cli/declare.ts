import { callCommand } from './call-command.ts';

export interface DeclareOptions {
  readonly title: string;
  readonly severity?: string;
  readonly service?: string;
  readonly description?: string;
  readonly kind?: string;
  readonly private?: true;
  readonly triage?: true;
  readonly json?: true;
}

/** `muster declare`: what `/incident declare` does, for when Discord is down; channel and cards follow when it is back. */
export const declare = ({ json, ...options }: DeclareOptions): Promise<number> =>
  callCommand('incident declare', options, { json: json ?? false });
