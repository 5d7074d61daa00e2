import type { IncidentState } from '../state.ts';

/** Of every revision, and every milestone that is recorded: a postmortem that was reviewed before it may say something else. */
export const afterReview = ({ postmortem }: Pick<IncidentState, 'postmortem'>) =>
  postmortem.state === 'reviewed' && { afterReview: true };
