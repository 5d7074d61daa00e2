import { inCommandOf } from './paging/because.ts';
import type { Routing } from './paging/routing.ts';
import type { Roster } from './roster.ts';

/** Who is in command of an incident, and took it themselves; undefined when nobody is, or it is over. */
export type CommandOf = (incident: string) => Promise<{ readonly person: string; readonly number: number } | undefined>;

export type RoutingOf = (incident: string | null) => Promise<Routing>;

/** What deciding about a page needs to know, with who is at work on its incident. */
export const createRoutingOf =
  (roster: () => Promise<Roster>, commandOf: CommandOf): RoutingOf =>
  async (incident) => {
    const { routing } = await roster();
    const command = incident === null ? undefined : await commandOf(incident);
    if (!command) return routing;
    return { ...routing, inCommand: { person: command.person, via: inCommandOf(command.number) } };
  };
