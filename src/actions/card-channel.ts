import { type RichText, channel, rich } from '../base/rich-text.ts';
import type { ActionsParts } from './parts.ts';
import type { Plan } from './run.ts';

/** Where a run's card stands: a deploy's in the deploys channel, an action's where it was asked for; null: it has none. */
export const cardChannelOf = (parts: Pick<ActionsParts, 'config'>, plan: Plan): string | null =>
  plan.kind === 'deploy' ? (parts.config().deploys.channel ?? plan.channel) : plan.channel;

/** Where to look how a run goes: whoever asked may be in another channel. */
export function whereItIsSeen(parts: Pick<ActionsParts, 'config'>, plan: Plan | undefined): RichText {
  const place = plan ? cardChannelOf(parts, plan) : null;
  if (place !== null) return rich`Its card in ${channel(place)} shows how it goes.`;
  return plan?.kind === 'deploy' ? ['/deploy status shows how it goes.'] : [];
}
