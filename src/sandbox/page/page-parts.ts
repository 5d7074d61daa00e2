import type { Person } from '../control/person.ts';
import type { Faults } from '../faults.ts';
import type { Frames } from '../frames.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Interactions } from '../interactions/interaction.ts';
import type { World } from '../world.ts';

/** What the chat page works on. */
export interface PageParts {
  readonly world: World;
  readonly interactions: Interactions;
  readonly frames: Frames;
  readonly faults: Faults;
  readonly gateway: Pick<Gateway, 'cut'>;
  readonly as: (person: string) => Person;
}
