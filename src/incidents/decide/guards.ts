import { refuse } from '../../base/result.ts';
import type { IncidentState } from '../state.ts';

type Refused = ReturnType<typeof refuse>;
type Standing = Pick<IncidentState, 'declared' | 'number' | 'status' | 'mergedInto'>;

/** A refusal unless something was declared. */
export function unlessDeclared(state: Pick<Standing, 'declared'>): Refused | undefined {
  return state.declared ? undefined : refuse('incident/unknown', 'There is no such incident.');
}

/** What was agreed on in the review is not rewritten behind its back. */
export function unlessReviewed({ postmortem }: Pick<IncidentState, 'postmortem'>): Refused | undefined {
  return postmortem.state === 'reviewed'
    ? refuse(
        'postmortem/reviewed',
        'The postmortem is reviewed: what was agreed on stays. Take it back to review first; /postmortem has the button.',
      )
    : undefined;
}

/** What is closed or cancelled keeps its present state: its past can still be completed and corrected. */
export function unlessOpen(state: Standing, what: string): Refused | undefined {
  if (!state.declared) return unlessDeclared(state);
  if (state.mergedInto !== null) {
    return refuse(
      'incident/merged',
      `Incident ${state.number} was merged into incident ${state.mergedInto}: ${what} there.`,
    );
  }
  if (state.status === 'closed' || state.status === 'cancelled') {
    return refuse(
      'incident/ended',
      `Incident ${state.number} is ${state.status}. Reopen it with /incident reopen to ${what}; notes and corrections are possible as it is.`,
    );
  }
  return undefined;
}

/** Of which `who-changed.ts` says who it was: the state does not know. */
export const CHANGED_MEANWHILE = 'form/changed-meanwhile';

/** What somebody wrote while another had the form open is not written over unseen. */
export const unlessChanged = (changed: boolean): Refused | undefined =>
  changed
    ? refuse(CHANGED_MEANWHILE, 'What you wrote there was changed meanwhile by somebody else. Nothing was recorded.')
    : undefined;
