import type { Clock } from '../../base/clock.ts';
import type { EventBus } from '../events.ts';
import { type Interaction, type Interactions, TOKEN_LIFE_MS } from './interaction.ts';

/** All interactions whose token lives. Dead ones are dropped as new ones come. */
export function createInteractions(clock: Clock, events: EventBus): Interactions {
  const byToken = new Map<string, Interaction>();
  const byId = new Map<string, Interaction>();
  const sweep = (): void => {
    const now = clock.now();
    for (const interaction of byToken.values()) {
      if (now - interaction.createdAt <= TOKEN_LIFE_MS) return; // in order of age: the rest is younger
      byToken.delete(interaction.token);
      byId.delete(interaction.id);
    }
  };
  return {
    byToken,
    byId: (id) => byId.get(id),
    add(interaction) {
      sweep();
      byToken.set(interaction.token, interaction);
      byId.set(interaction.id, interaction);
    },
    changed(interaction) {
      for (const watcher of interaction.watchers) watcher();
      // Not one of Discord's events: the pages that show the sandbox follow their own interactions by it.
      events.publish({ t: 'SANDBOX_INTERACTION', d: { id: interaction.id }, onlyFor: [interaction.userId] });
    },
  };
}
