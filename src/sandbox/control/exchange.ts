import type { Interaction, InteractionView } from '../interactions/interaction.ts';
import { interactionView } from '../interactions/view.ts';
import type { World } from '../world.ts';

/** One interaction from its person's side. Its fields are live: they follow the bot's edits and follow-ups. */
export interface Exchange extends InteractionView {
  /** Resolves when the bot has nothing pending: answered in full, or failed. Rejects after `timeoutMs` of real time. */
  final(timeoutMs?: number): Promise<Exchange>;
  readonly interaction: Interaction;
}

const USUAL_TIMEOUT_MS = 20_000;

/** Resolves once the interaction was acknowledged, or failed after its three seconds. */
export function exchangeOf(world: World, interaction: Interaction): Promise<Exchange> {
  const view = (): InteractionView => interactionView(world, interaction);
  const exchange: Exchange = {
    interaction,
    id: interaction.id,
    get state() {
      return view().state;
    },
    get acknowledgedAfterMs() {
      return view().acknowledgedAfterMs;
    },
    get answer() {
      return view().answer;
    },
    get message() {
      return view().message;
    },
    get followUps() {
      return view().followUps;
    },
    get choices() {
      return view().choices;
    },
    get modal() {
      return view().modal;
    },
    get error() {
      return view().error;
    },
    async final(timeoutMs = USUAL_TIMEOUT_MS) {
      await when(interaction, () => interaction.state !== 'waiting' && !interaction.pending, timeoutMs);
      return exchange;
    },
  };
  return when(interaction, () => interaction.state !== 'waiting').then(() => exchange);
}

function when(interaction: Interaction, reached: () => boolean, timeoutMs?: number): Promise<void> {
  if (reached()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            interaction.watchers.delete(watcher);
            reject(new Error(`The bot left the interaction pending for ${timeoutMs} ms.`));
          }, timeoutMs);
    const watcher = (): void => {
      if (!reached()) return;
      clearTimeout(timer);
      interaction.watchers.delete(watcher);
      resolve();
    };
    interaction.watchers.add(watcher);
  });
}
