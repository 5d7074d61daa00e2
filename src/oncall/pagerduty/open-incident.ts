import { z } from 'zod';
import { failpoint } from '../../base/failpoint.ts';
import type { EffectHandlers } from '../../timeline/effect.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { PageState } from '../paging/page-state.ts';
import { carriedPage } from './carried-page.ts';
import { decideAccepted, decideTakenBack } from './decide-carried.ts';
import { OFF, type PagerDutyParts } from './parts.ts';

const payloadSchema = z.object({ by: z.string().nullable() });
/** After Muster took over, PagerDuty is asked whether it has the incident all the same: its answer may have got lost. */
const FIND_AFTER_MS = 120_000;
const MOST_FINDS = 5;

/** Of a private incident PagerDuty learns the number, and nothing else. */
export async function saidOf(
  parts: PagerDutyParts,
  { incident, message, number }: PageState,
): Promise<{ readonly title: string; readonly details: string; readonly private: boolean }> {
  const facts = incident === null ? undefined : await parts.incidentFacts(incident);
  if (incident !== null && facts?.private !== false) {
    const title = facts ? `Private incident ${facts.number}` : 'Private incident';
    return { title, details: title, private: true };
  }
  const [line = ''] = message.split('\n');
  return { title: line.slice(0, 250) || `Muster page ${number}`, details: message, private: false };
}

/**
 * `pagerduty.open`: an incident in PagerDuty for a page, under the page’s own stream as `incident_key`, so that doing it
 * twice makes one. Whatever goes wrong, Muster pages by itself at once.
 */
export function openIncidentHandlers(parts: PagerDutyParts): EffectHandlers {
  const { timeline, account, identities } = parts;
  return {
    async 'pagerduty.open'(effect) {
      const { by } = payloadSchema.parse(effect.payload);
      const { stream } = effect;
      const { page } = await timeline.state(stream, carriedPage);
      // Taken back, acknowledged or resolved meanwhile: nobody needs to be paged there.
      if (page.status !== 'open' || page.carrier === null) return { outcome: 'done' };
      const { carrier } = page;

      const giveUp = async (reason: string) => {
        const { routing } = await parts.roster();
        const done = await timeline.change(stream, carriedPage, effectCause(effect), (state, context) => {
          const back = decideTakenBack(stream, state, reason, routing, context);
          if (!back.ok) return back;
          const find = {
            kind: 'pagerduty.find',
            lane: null,
            key: `pagerduty:find:${stream}`,
            dueAt: context.now + FIND_AFTER_MS,
            stream,
            payload: {},
          };
          return {
            ...back,
            value: { ...back.value, effects: [...(back.value.effects ?? []), ...(account ? [find] : [])] },
          };
        });
        return done.ok ? ({ outcome: 'done' } as const) : ({ outcome: 'retry', reason: done.refusal.message } as const);
      };

      if (!account) return giveUp(OFF);
      const identity = by === null ? undefined : await identities.of(by);
      const from = identity?.email ?? parts.config().pagerduty.from;
      if (from === undefined) {
        return giveUp(
          'PagerDuty takes an incident only in somebody’s name. Set oncall: { pagerduty: { from: … } } in muster.yaml, or link who pages.',
        );
      }
      const said = await saidOf(parts, page);
      // An attempt whose end nobody saw: it may be there already, even resolved.
      const before = effect.attempts > 1 ? await account.incidents.findByKey(stream) : undefined;
      if (before && !before.ok) return giveUp(before.refusal.message);
      let found = before?.value;
      let opened = found;
      if (!opened) {
        failpoint('pagerduty.open.before-send');
        const created = await account.client.createIncident(
          {
            title: said.title,
            service: carrier.service,
            ...(carrier.policy !== null && { policy: carrier.policy }),
            urgency: page.urgency,
            key: stream,
            details: said.details,
          },
          from,
        );
        failpoint('pagerduty.open.after-send');
        if (created.ok) opened = created.value;
        else {
          // Refused because one is open with that key? Then that is the one.
          const same =
            created.refusal.code === 'pagerduty/refused' ? await account.incidents.findByKey(stream) : undefined;
          found = same?.ok ? same.value : undefined;
          if (!found || found.status === 'resolved') return giveUp(created.refusal.message);
          opened = found;
        }
      }
      const incident = { id: opened.id, number: opened.incident_number, url: opened.html_url ?? null };
      const how = { by: identity ? by : null, found: found !== undefined };
      const done = await timeline.change(stream, carriedPage, effectCause(effect), (state, context) =>
        decideAccepted(stream, state, incident, how, context),
      );
      return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
    },

    async 'pagerduty.find'(effect) {
      const { stream } = effect;
      const { incident } = await timeline.state(stream, carriedPage);
      if (!account || incident) return { outcome: 'done' };
      const found = await account.incidents.findByKey(stream);
      if (!found.ok) {
        return effect.attempts >= MOST_FINDS
          ? { outcome: 'done' }
          : { outcome: 'retry', reason: found.refusal.message, at: parts.clock.now() + FIND_AFTER_MS };
      }
      if (!found.value || found.value.status === 'resolved') return { outcome: 'done' };
      const { id, incident_number: number, html_url } = found.value;
      const done = await timeline.change(stream, carriedPage, effectCause(effect), (state, context) =>
        decideAccepted(stream, state, { id, number, url: html_url ?? null }, { by: null, found: true }, context),
      );
      return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
    },
  };
}
