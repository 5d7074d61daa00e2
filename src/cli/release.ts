import { callCommand } from './call-command.ts';

/** `muster release [--now]`: what `/muster release` does, for a record that was restored from a backup. */
export const release = ({ now }: { readonly now?: true }): Promise<number> =>
  callCommand('muster release', { now }, { tells: now === true, needsConfig: false });
