import { callCommand } from './call-command.ts';

/** `muster declare`: what `/incident declare` does, for when Discord is down; channel and cards follow when it is back. */
export const declare = ({
  json,
  ...options
}: {
  readonly title: string;
  readonly severity?: string;
  readonly service?: string;
  readonly json?: true;
}): Promise<number> => callCommand('incident declare', options, { json: json ?? false });
