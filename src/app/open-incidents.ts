import type { Incidents } from '../incidents/incidents.ts';
import { operator } from './operator.ts';

/** More are not open at once: Discord has room for 500 channels. */
const MOST_OPEN = 500;

/** As Muster itself sees them, private ones among them: who may be told of which is decided where they are shown. */
export const openIncidents = (incidents: Pick<Incidents, 'lookup'>) =>
  incidents.lookup.list(operator, { bucket: 'open', limit: MOST_OPEN });
