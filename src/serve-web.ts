import type { App } from './app.ts';
import { createStoreProbe } from './app/store-probe.ts';
import { newId } from './base/ids.ts';
import { isSecret } from './base/is-secret.ts';
import type { DiscordConnection } from './discord/connect.ts';
import { deploysCalendarBeside } from './actions/actions.ts';
import { mayDo, type Viewer } from './catalog/viewer.ts';
import type { Metrics } from './web/metrics.ts';
import { isCounted, timeToResolve, whyNoTimeToResolve } from './incidents/statistics.ts';
import { ACTIVE_STATUSES } from './incidents/vocabulary.ts';
import { createWeb, type Web } from './web/create-web.ts';
import { heldSince } from './timeline/held.ts';
import { createAlertIntake } from './oncall/alerts/alert-intake.ts';
import { gapsOf } from './oncall/living/gaps-of.ts';
import type { Inbound } from './web/inbound.ts';

/** An effect that should have begun so long ago says that the worker hangs. */
const LATE_MS = 60_000;

const HELD =
  'Everything is held back after a restore, pages too: `muster release` shows it, `muster release --now` lets it go.';

/** Muster's HTTP port, with everything that the app has to show and to take. */
export async function createAppWeb(
  app: App,
  discord: DiscordConnection,
  metrics: Metrics,
  chatOrigin?: string,
): Promise<{ web: Web; linkSecret: string }> {
  const { store, clock, incidents, actions, oncall, timeline } = app;
  const linkSecret = app.links.secret;
  const isDeploys = (calendar: string): boolean => calendar === deploysCalendarBeside(app.current().config.schedules);
  if (linkSecret === undefined) throw new Error('Pages are served by an app that was opened for everything.');
  timeline.onCommitted((entries) => {
    metrics.entriesCommitted(entries.length);
  });
  metrics.observe(async () => {
    const open = await incidents.lookup.all(everything, 'open');
    const bySeverity = Map.groupBy(open, (row) => row.severity);
    const due = await store.nextEffectDue();
    return {
      openIncidents: Object.fromEntries([...bySeverity].map(([severity, rows]) => [severity, rows.length])),
      effectsPending: await store.countEffects('pending'),
      effectsParked: await store.countEffects('parked'),
      effectsBehindMs: due === undefined ? 0 : Math.max(0, clock.now() - due),
      held: (await heldSince(store)) !== undefined,
      gatewayConnected: discord.status().state === 'ready',
      calendarArmed: app.calendarArmed(),
    };
  });
  oncall.onAudited(({ open, rearmed }, at) => {
    metrics.audited({ open, rearmed: rearmed.length, at });
  });

  const alerts = createAlertIntake({
    newId: () => newId(clock.now()),
    environment: app.settings.environment,
    serviceOf: (routingKey) =>
      Object.entries(app.current().config.services).find(([, service]) =>
        isSecret(routingKey, service.routingKey),
      )?.[0],
    alert: oncall.alert,
  });
  const viewerOf = async (person: string): Promise<Viewer | undefined> => {
    const member = await discord.people.member(person);
    // Before the gateway is ready nobody is known, and that is not to say that they left.
    if (!member && discord.status().state !== 'ready') throw new Error('Discord has not told yet who is here');
    return (
      member &&
      app.viewerOf({
        ...member,
        roles: member.roleIds.map((id) => ({ id, name: discord.people.roleNameOf(id) ?? '' })),
      })
    );
  };
  /** Whoever left, or may not any more, reads no calendar; while Discord cannot be asked, addresses keep working. */
  const mayRead = async (person: string, permission: 'oncall.read' | 'deploys.read'): Promise<boolean> => {
    if (discord.status().state !== 'ready') return true;
    try {
      const viewer = await viewerOf(person);
      return viewer !== undefined && mayDo(viewer, permission);
    } catch {
      return true;
    }
  };
  const storeTrouble = createStoreProbe({ store, clock });
  const web = createWeb({
    clock,
    logger: app.log,
    metrics,
    linkSecret,
    organisation: () => app.current().config.organisation.name,
    async notReady() {
      const reasons: string[] = [];
      const { state, closed = '' } = discord.status();
      if (state !== 'ready') reasons.push(`Discord's gateway is ${state}. ${closed}`.trimEnd());
      const trouble = await storeTrouble();
      if (trouble !== undefined) reasons.push(trouble);
      const due = await store.nextEffectDue();
      if (due !== undefined && clock.now() - due > LATE_MS) reasons.push('Effects are not being worked on.');
      if ((await heldSince(store)) !== undefined) reasons.push(HELD);
      return reasons;
    },
    viewerOf,
    ...(chatOrigin !== undefined && { chatOrigin }),
    incidents: {
      async list(viewer) {
        const rows = await incidents.lookup.all(viewer);
        return rows.map((row) => ({
          ...row,
          open: ACTIVE_STATUSES.has(row.status),
          counted: isCounted(row),
          resolveMs: timeToResolve(row),
          whyNoResolveMs: whyNoTimeToResolve(row),
        }));
      },
      async find(number, viewer) {
        const row = await incidents.lookup.byNumber(number, viewer);
        if (!row) return undefined;
        const { status, title, stream } = row;
        const open = ACTIVE_STATUSES.has(status);
        return { open, live: open || status === 'resolved', title, stream };
      },
      exportOf: (number, format, viewer) => incidents.exportOf(number, format, viewer),
      watch: (watched, changed) =>
        timeline.onCommitted((entries) => {
          if (entries.some(({ stream }) => stream === watched)) changed();
        }),
    },
    oncall: {
      async calendar(schedule, person) {
        const deploys = isDeploys(schedule);
        if (!(await mayRead(person, deploys ? 'deploys.read' : 'oncall.read'))) return undefined;
        return deploys ? actions.calendar() : oncall.feeds.calendar(schedule, person);
      },
      calendarGeneration: async (schedule, person) => (isDeploys(schedule) ? '' : oncall.feeds.generation(person)),
      async shifts(from, to) {
        const roster = await oncall.roster();
        const shifts = roster.namesWithin({ from, to }).flatMap((name) =>
          (roster.final(name, { from, to }, clock.now())?.shifts ?? []).map((shift) => ({
            ...shift,
            schedule: name,
          })),
        );
        const nameOf = oncall.knownNames([...new Set(shifts.map(({ user }) => user))]);
        return shifts.map(({ schedule, user, ...span }) => ({
          schedule,
          person: nameOf(user),
          from: span.from,
          to: span.to,
        }));
      },
      async gaps(from, to) {
        const now = clock.now();
        if (to <= now) return [];
        const roster = await oncall.roster();
        return roster.schedules.flatMap((schedule) =>
          gapsOf(schedule, roster, { from: Math.max(from, now), to }, now).open.map((gap) => ({
            schedule: schedule.name,
            from: gap.from,
            to: gap.to,
          })),
        );
      },
    },
    answerByLink: oncall.answerByLink,
    webhook: async (request) =>
      request.source === 'github'
        ? actions.githubWebhook(rawOf(request))
        : request.source === 'pagerduty'
          ? oncall.pagerduty.webhook(request)
          : alerts.webhook(request.source, request),
    enqueue: (request) => alerts.enqueue(request),
    callback: (request) => actions.callback(request.source, rawOf(request)),
  });
  return { web, linkSecret };
}

const everything = { id: 'metrics', name: 'Metrics', roleIds: [], permissions: new Set(['muster.admin']) };

const rawOf = ({ headers, body }: Inbound) => ({ headers: Object.fromEntries(headers), rawBody: Buffer.from(body) });
