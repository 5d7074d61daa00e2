import type { DomainShapes } from '../commands/domain.ts';
import { actionsKinds } from './entries/kinds.ts';
import { actionsFold } from './fold.ts';
import { actionsPermissions } from './permissions.ts';
import { runsProjection } from './runs-projection.ts';

/** What the store and the permissions must know of actions and deploys before anything runs. */
export const actionsShapes: DomainShapes = {
  kinds: actionsKinds,
  projections: [runsProjection],
  folds: [actionsFold],
  permissions: actionsPermissions,
};
