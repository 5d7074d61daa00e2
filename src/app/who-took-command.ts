import { roleAssigned } from '../incidents/entries/role-assigned.ts';
import type { Incidents } from '../incidents/incidents.ts';
import { ACTIVE_STATUSES } from '../incidents/vocabulary.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { latestEntries } from './latest-entries.ts';
import { operator } from './operator.ts';

export interface InCommand {
  readonly person: string;
  /** The incident's. */
  readonly number: number;
  readonly since: number;
}

const COMMANDER = 'commander';

/** Who is in command of an open incident and took it themselves: to be given it by somebody else is no answer to a page. */
export const createWhoTookCommand =
  ({ timeline, incidents }: { readonly timeline: Pick<Timeline, 'read'>; readonly incidents: Incidents }) =>
  async (stream: string): Promise<InCommand | undefined> => {
    const row = await incidents.lookup.byStream(stream, operator);
    const commander = row?.roles.find(({ role }) => role === COMMANDER);
    if (!row || !commander || !ACTIVE_STATUSES.has(row.status)) return undefined;
    const latest = await latestEntries(timeline, stream);
    const taken = latest.some(({ kind, data, actor }) => {
      const assigned = kind === roleAssigned.kind ? roleAssigned.schema.safeParse(data) : undefined;
      return (
        assigned?.success === true &&
        assigned.data.role === COMMANDER &&
        assigned.data.person === commander.person &&
        actor.id === commander.person
      );
    });
    return taken ? { person: commander.person, number: row.number, since: commander.since } : undefined;
  };
