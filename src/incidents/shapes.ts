import type { DomainShapes } from '../commands/domain.ts';
import { channelCountFold } from './channel-count.ts';
import { incidentKinds } from './entries/kinds.ts';
import { incidentFold } from './fold.ts';
import { incidentPermissions } from './permissions.ts';
import { incidentChannels } from './projections/incident-channels.ts';
import { incidentNumbers } from './projections/incident-numbers.ts';
import { incidentPlaces } from './projections/incident-places.ts';
import { incidentRows } from './projections/incident-row.ts';
import { registerFold } from './register.ts';
import { standingMessageFold } from './standing-message.ts';

/** What the store and the permissions must know of incidents before anything runs. */
export const incidentShapes: DomainShapes = {
  kinds: incidentKinds,
  projections: [incidentRows, incidentNumbers, incidentChannels, incidentPlaces],
  folds: [incidentFold, registerFold, channelCountFold, standingMessageFold],
  permissions: incidentPermissions,
};
