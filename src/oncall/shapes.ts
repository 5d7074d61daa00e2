import type { DomainShapes } from '../commands/domain.ts';
import { contactKinds } from './contacts/contact-entries.ts';
import { verificationKinds } from './contacts/verification-entries.ts';
import { livingKinds } from './living/entries.ts';
import { pagerDutyIncidents } from './pagerduty/carried-page.ts';
import { pagerDutyKinds } from './pagerduty/entries.ts';
import { pageKinds } from './paging/entries.ts';
import { pageNumbers, pageRows, pagesByIncident } from './paging/page-rows.ts';
import { pageProblems } from './paging/problem-rows.ts';
import { onCallPermissions } from './permissions.ts';

/** What the store and the permissions must know of on-call before anything runs. */
export const onCallShapes: DomainShapes = {
  kinds: [...pageKinds, ...livingKinds, ...verificationKinds, ...contactKinds, ...pagerDutyKinds],
  projections: [pageRows, pageNumbers, pagesByIncident, pageProblems, pagerDutyIncidents],
  permissions: onCallPermissions,
};
