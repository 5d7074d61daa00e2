import type { DomainShapes } from '../commands/domain.ts';
import { contactKinds } from './contacts/contact-entries.ts';
import { verificationKinds } from './contacts/verification-entries.ts';
import { verificationFold } from './contacts/verification-state.ts';
import { livingKinds } from './living/entries.ts';
import { onCallRegister } from './living/register.ts';
import { carriedPage, pagerDutyIncidents } from './pagerduty/carried-page.ts';
import { pagerDutyKinds } from './pagerduty/entries.ts';
import { writtenOverrides } from './pagerduty/override-handlers.ts';
import { pageKinds } from './paging/entries.ts';
import { pageNumbers, pageRows, pagesByIncident } from './paging/page-rows.ts';
import { pageFold } from './paging/page-state.ts';
import { pageProblems } from './paging/problem-rows.ts';
import { pageRegister } from './paging/register.ts';
import { onCallPermissions } from './permissions.ts';

/** What the store and the permissions must know of on-call before anything runs. */
export const onCallShapes: DomainShapes = {
  kinds: [...pageKinds, ...livingKinds, ...verificationKinds, ...contactKinds, ...pagerDutyKinds],
  projections: [pageRows, pageNumbers, pagesByIncident, pageProblems, pagerDutyIncidents],
  folds: [pageFold, pageRegister, onCallRegister, verificationFold, carriedPage, writtenOverrides],
  permissions: onCallPermissions,
};
