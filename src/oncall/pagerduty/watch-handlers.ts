import type { EffectHandlers } from '../../timeline/effect.ts';
import { ok } from '../../base/result.ts';
import { armWatch } from '../paging/carried.ts';
import { isLive } from '../paging/decided.ts';
import { effectCause } from '../paging/page-handlers.ts';
import { look } from './act.ts';
import { carriedPage } from './carried-page.ts';
import { decideSeen, decideTakenBack } from './decide-carried.ts';
import { OFF, type PagerDutyParts } from './parts.ts';
import { takeBackWhenGone } from './take-back.ts';

const AGAIN_MS = 30_000;
const MOST_LOOKS = 8;

/** Looking how a page is doing in PagerDuty: on time while it carries it, and whenever a webhook says that something is new. */
export function watchHandlers(parts: PagerDutyParts): EffectHandlers {
  const { timeline, account, identities } = parts;
  return {
    async 'pagerduty.watch'(effect) {
      const { stream } = effect;
      const done = await timeline.change(stream, carriedPage, effectCause(effect), ({ page }, { now }) =>
        ok({
          entries: [],
          effects: page.carrier === null || !isLive(page) ? [] : [look(stream), armWatch(stream, now, page.status)],
          answer: null,
        }),
      );
      return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
    },

    async 'pagerduty.look'(effect) {
      const { stream } = effect;
      const { page, incident } = await timeline.state(stream, carriedPage);
      const takeBack = async (reason: string) => {
        const { routing } = await parts.roster();
        const done = await timeline.change(stream, carriedPage, effectCause(effect), (state, context) =>
          decideTakenBack(stream, state, reason, routing, context),
        );
        return done.ok ? ({ outcome: 'done' } as const) : ({ outcome: 'retry', reason: done.refusal.message } as const);
      };
      const carried = page.carrier !== null && page.status === 'open';
      if (!account) return carried ? takeBack(OFF) : { outcome: 'done' };
      if (!incident) return carried ? takeBack('PagerDuty has no incident for it.') : { outcome: 'done' };

      const found = await account.incidents.get(incident.id);
      const logs = found.ok ? await account.incidents.logEntries(incident.id) : found;
      if (!found.ok || !logs.ok) {
        const refusal = found.ok ? (logs.ok ? undefined : logs.refusal) : found.refusal;
        const reason = refusal?.message ?? 'PagerDuty did not answer.';
        if (refusal?.code === 'pagerduty/not-found') return carried ? takeBack(reason) : { outcome: 'done' };
        await takeBackWhenGone(parts, effect, reason);
        return effect.attempts >= MOST_LOOKS
          ? { outcome: 'done' } // the next watch, webhook or deed looks again
          : { outcome: 'retry', reason, at: parts.clock.now() + AGAIN_MS };
      }
      const people = new Map([...(await identities.all())].map(([person, { user }]) => [user, person] as const));
      const named = (
        agent: { readonly id: string; readonly summary?: string | null | undefined } | null | undefined,
      ) => (agent ? (people.get(agent.id) ?? `${agent.summary ?? agent.id} (PagerDuty)`.slice(0, 100)) : 'PagerDuty');
      const last = found.value.acknowledgements?.at(-1);
      const seen = {
        incident: found.value,
        logs: logs.value,
        wave: page.wave,
        acknowledgedAt: last?.at == null ? parts.clock.now() : Date.parse(last.at),
        acknowledgedBy: named(last?.acknowledger),
        changedBy: named(found.value.last_status_change_by),
        people,
      };
      const done = await timeline.change(stream, carriedPage, effectCause(effect), (state, context) =>
        decideSeen(stream, state, seen, context),
      );
      return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
    },
  };
}
