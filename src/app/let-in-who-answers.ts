import type { Log } from '../base/log.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { PageAnswered } from '../oncall/paging/let-in-handler.ts';

/** Part of it already, or it is over: there is nobody to let in, or nothing. */
const NOTHING_TO_DO: ReadonlySet<string> = new Set(['responder/same', 'incident/ended', 'incident/merged']);

/**
 * Who was paged for an incident and answers takes part in it: may write in it, and sees the channel of a private one, for
 * nobody helps with what they may not see.
 */
export const letInWhoAnswers =
  (parts: { readonly incidents: Pick<Incidents, 'pageAnswered'>; readonly log: Log }): PageAnswered =>
  async (incident, answer) => {
    const joined = await parts.incidents.pageAnswered(incident, answer);
    if (!joined.ok && !NOTHING_TO_DO.has(joined.refusal.code)) {
      const { message: reason } = joined.refusal;
      parts.log.error({ page: answer.page, reason }, 'who answered a page was not let into its incident');
    }
    return joined;
  };
