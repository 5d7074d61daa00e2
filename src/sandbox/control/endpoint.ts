import type { Context } from 'hono';
import type { Faults } from '../faults.ts';
import type { Frames } from '../frames.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Interactions, InteractionView } from '../interactions/interaction.ts';
import { interactionView } from '../interactions/view.ts';
import type { World } from '../world.ts';
import type { EventLog } from './event-log.ts';
import type { Exchange } from './exchange.ts';
import type { Person } from './person.ts';
import { personOf } from './person-of.ts';

/** What the control API works on. */
export interface ControlParts {
  readonly world: World;
  readonly interactions: Interactions;
  readonly faults: Faults;
  readonly frames: Frames;
  readonly gateway: Gateway;
  readonly log: EventLog;
}

/** The person that `?as=` names; the first one of the guild without it. Refuses 10013. */
export const personIn = ({ world, interactions }: ControlParts, context: Context): Person =>
  personOf(world, interactions, context.req.query('as') ?? firstPerson(world));

export const idIn = (context: Context): string => context.req.param('id') ?? '';

/** 200 with what the person sees of the interaction, once it was acknowledged or failed. */
export async function told(parts: ControlParts, context: Context, exchange: Promise<Exchange>): Promise<Response> {
  const { interaction } = await exchange;
  return context.json(interactionView(parts.world, interaction) satisfies InteractionView);
}

const firstPerson = (world: World): string => [...world.state.users.values()].find((user) => !user.bot)?.id ?? '';
