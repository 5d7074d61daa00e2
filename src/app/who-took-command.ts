import type { Incidents } from '../incidents/incidents.ts';
import { ACTIVE_STATUSES } from '../incidents/vocabulary.ts';
import { operator } from './operator.ts';

export interface InCommand {
  readonly person: string;
  /** The incident's. */
  readonly number: number;
  readonly since: number;
}

/** Who is in command of an open incident and took it themselves: to be given it by somebody else is no answer to a page. */
export const createWhoTookCommand =
  ({ incidents }: { readonly incidents: Incidents }) =>
  async (stream: string): Promise<InCommand | undefined> => {
    const row = await incidents.lookup.byStream(stream, operator);
    const commander = row?.roles.find(({ role }) => role === 'commander');
    if (!row || commander?.taken !== true || !ACTIVE_STATUSES.has(row.status)) return undefined;
    return { person: commander.person, number: row.number, since: commander.since };
  };
