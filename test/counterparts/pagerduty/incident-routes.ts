import { z } from 'zod';
import { iso } from './answers.ts';
import type { AskedOfPagerDuty } from './document.ts';
import { onCallsOf } from './oncalls.ts';
import { type PdAnswer, type Route, type Routing, answered, failed, notFound, paged, stamp } from './routes.ts';
import type { PdIncident, PdUser } from './state.ts';

const id = z.object({ id: z.string() });
const createBody = z.object({
  incident: z.object({
    title: z.string(),
    service: id,
    escalation_policy: id.optional(),
    urgency: z.enum(['high', 'low']).default('high'),
    incident_key: z.string().max(255).optional(),
    body: z.object({ details: z.unknown() }).optional(),
    assignments: z.array(z.object({ assignee: id })).optional(),
  }),
});
const changeBody = z.object({
  status: z.enum(['acknowledged', 'resolved', 'triggered']).optional(),
  title: z.string().optional(),
  urgency: z.enum(['high', 'low']).optional(),
  escalation_level: z.number().int().positive().optional(),
  assignments: z.array(z.object({ assignee: id })).optional(),
  escalation_policy: id.optional(),
});
type Change = z.infer<typeof changeBody>;

/** Incidents, notes, log entries and who is asked to help. Who acts is who `From` names. */
export function incidentRoutes(routing: Routing): readonly Route[] {
  const { state, answers, now, newId } = routing;
  const { incidentWhole, logEntryWhole } = answers;

  const log = (incident: PdIncident, type: string, by: { id: string; type: string; summary: string }): void => {
    const verb = type.replace('_log_entry', '');
    state.logEntries.push({
      id: newId('R'),
      type,
      incident: incident.id,
      summary: `${verb} by ${by.summary}`,
      created_at: stamp(routing),
      agent: by,
      channel: { type: 'api' },
    });
  };
  const agent = ({ id: by, name }: PdUser) => ({ id: by, type: 'user_reference', summary: name });

  /** 2016 without the header, 1008 for an address of nobody. */
  const acting = (asked: AskedOfPagerDuty, call: (user: PdUser) => PdAnswer): PdAnswer => {
    const from = asked.headers['from'];
    if (from === undefined) return failed(400, 2016, 'Requester User Not Found', ['From header is missing']);
    const user = state.users.find(({ email }) => email === from);
    return user ? call(user) : failed(400, 1008, 'Requester User Not Found');
  };
  const atIncident = (
    asked: AskedOfPagerDuty,
    incidentId: string,
    call: (incident: PdIncident, user: PdUser) => PdAnswer,
  ) =>
    acting(asked, (user) => {
      const incident = state.incidents.find((each) => each.id === incidentId);
      return incident ? call(incident, user) : notFound();
    });

  const levelOf = (policy: string, level: number): string[] => {
    const query = new URLSearchParams({ 'escalation_policy_ids[]': policy });
    const now_ = now();
    return [
      ...new Set(
        onCallsOf(routing, query, { from: now_, to: now_ + 1 })
          .filter((each) => each.escalation_level === level)
          .map(({ user }) => user.id),
      ),
    ];
  };

  const change = (incident: PdIncident, wanted: Change, user: PdUser): PdAnswer | undefined => {
    const { status, assignments, escalation_policy, escalation_level } = wanted;
    if (incident.status === 'resolved') return failed(400, 1001, 'Incident Already Resolved');
    if (status === 'acknowledged') {
      if (incident.acknowledgers.includes(user.id)) return failed(400, 1002, 'Incident Already Acknowledged');
      incident.status = 'acknowledged';
      incident.acknowledgers.push(user.id);
      // Who acknowledges without being assigned gets it: so a bot's own address would take it from everybody.
      if (!incident.assignees.includes(user.id)) incident.assignees = [user.id];
      log(incident, 'acknowledge_log_entry', agent(user));
    } else if (status === 'resolved') {
      incident.status = 'resolved';
      log(incident, 'resolve_log_entry', agent(user));
    }
    if (wanted.title !== undefined) incident.title = wanted.title;
    if (wanted.urgency !== undefined) incident.urgency = wanted.urgency;
    const assign = (people: string[], entry: string): void => {
      incident.assignees = people;
      incident.acknowledgers = [];
      incident.status = 'triggered';
      log(incident, entry, agent(user));
    };
    if (assignments) {
      const unknown = assignments.find(({ assignee }) => !state.users.some((each) => each.id === assignee.id));
      if (unknown) return failed(400, 2001, 'Invalid Input Provided', ['Assignee not found']);
      assign(
        assignments.map(({ assignee }) => assignee.id),
        'assign_log_entry',
      );
    }
    if (escalation_policy) {
      if (!state.policies.some((each) => each.id === escalation_policy.id))
        return failed(400, 2001, 'Invalid Input Provided', ['Escalation policy not found']);
      incident.policy = escalation_policy.id;
      incident.level = 1;
      assign(levelOf(incident.policy, 1), 'assign_log_entry');
    }
    if (escalation_level !== undefined) {
      const people = levelOf(incident.policy, escalation_level);
      if (people.length === 0) return failed(400, 1015, 'No one is on call for that level');
      incident.level = escalation_level;
      assign(people, 'escalate_log_entry');
    }
    return undefined;
  };

  return [
    [
      'GET',
      /^\/incidents$/,
      (asked) => {
        const { query } = asked;
        const [statuses, key, services] = [
          query.getAll('statuses[]'),
          query.get('incident_key'),
          query.getAll('service_ids[]'),
        ];
        const found = state.incidents.filter(
          (each) =>
            (statuses.length === 0 || statuses.includes(each.status)) &&
            (key === null || each.key === key) &&
            (services.length === 0 || services.includes(each.service)),
        );
        return paged(asked, 'incidents', found.map(incidentWhole));
      },
    ],
    [
      'POST',
      /^\/incidents$/,
      (asked) =>
        acting(asked, (user) => {
          const given = createBody.parse(asked.body).incident;
          const service = state.services.find((each) => each.id === given.service.id);
          if (!service) return failed(400, 2001, 'Invalid Input Provided', ['Service not found']);
          const key = given.incident_key ?? newId('K');
          if (
            state.incidents.some(
              (each) => each.key === key && each.service === service.id && each.status !== 'resolved',
            )
          )
            return failed(400, 2002, 'Arguments Caused Error', [
              'Open incident with matching dedup key already exists on this service',
            ]);
          const policy = given.escalation_policy?.id ?? service.policy;
          const assignees = given.assignments?.map(({ assignee }) => assignee.id) ?? levelOf(policy, 1);
          if (assignees.length === 0) return failed(400, 1015, 'No one is on call');
          const incident: PdIncident = {
            id: newId('PI'),
            number: state.incidents.length + 1,
            title: given.title,
            status: 'triggered',
            urgency: given.urgency,
            key,
            service: service.id,
            policy,
            level: 1,
            assignees,
            acknowledgers: [],
            createdAt: stamp(routing),
            details: given.body?.details,
            notes: [],
          };
          state.incidents.push(incident);
          log(incident, 'trigger_log_entry', agent(user));
          return answered({ incident: incidentWhole(incident) }, 201);
        }),
    ],
    [
      'PUT',
      /^\/incidents$/,
      (asked) =>
        acting(asked, (user) => {
          const { incidents } = z
            .object({ incidents: z.array(changeBody.extend({ id: z.string() })).max(250) })
            .parse(asked.body);
          const changed: PdIncident[] = [];
          for (const wanted of incidents) {
            const incident = state.incidents.find((each) => each.id === wanted.id);
            if (!incident) return notFound();
            const fault = change(incident, wanted, user);
            if (fault) return fault;
            changed.push(incident);
          }
          return answered({ incidents: changed.map(incidentWhole) });
        }),
    ],
    [
      'GET',
      /^\/incidents\/([^/]+)$/,
      (_, incidentId) => {
        const incident = state.incidents.find((each) => each.id === incidentId);
        return incident ? answered({ incident: incidentWhole(incident) }) : notFound();
      },
    ],
    [
      'PUT',
      /^\/incidents\/([^/]+)$/,
      (asked, incidentId) =>
        atIncident(asked, incidentId, (incident, user) => {
          const fault = change(incident, z.object({ incident: changeBody }).parse(asked.body).incident, user);
          return fault ?? answered({ incident: incidentWhole(incident) });
        }),
    ],
    [
      'POST',
      /^\/incidents\/([^/]+)\/snooze$/,
      (asked, incidentId) =>
        atIncident(asked, incidentId, (incident, user) => {
          const { duration } = z.object({ duration: z.number() }).parse(asked.body);
          if (incident.status === 'resolved') return failed(400, 1001, 'Incident Already Resolved');
          if (incident.status !== 'acknowledged') change(incident, { status: 'acknowledged' }, user);
          incident.snoozedUntil = iso(now() + duration * 1000);
          log(incident, 'snooze_log_entry', agent(user));
          return answered({ incident: incidentWhole(incident) }, 201);
        }),
    ],
    [
      'PUT',
      /^\/incidents\/([^/]+)\/merge$/,
      (asked, incidentId) =>
        atIncident(asked, incidentId, (incident, user) => {
          const { source_incidents } = z.object({ source_incidents: z.array(id) }).parse(asked.body);
          for (const source of source_incidents) {
            const merged = state.incidents.find((each) => each.id === source.id);
            if (!merged) return notFound();
            merged.status = 'resolved';
            merged.mergedInto = incident.id;
          }
          log(incident, 'annotate_log_entry', agent(user));
          return answered({ incident: answers.incident(incident) });
        }),
    ],
    [
      'POST',
      /^\/incidents\/([^/]+)\/notes$/,
      (asked, incidentId) =>
        atIncident(asked, incidentId, (incident, user) => {
          const { content } = z.object({ note: z.object({ content: z.string() }) }).parse(asked.body).note;
          const note = { id: newId('PN'), user: user.id, content, created_at: stamp(routing) };
          incident.notes.push(note);
          log(incident, 'annotate_log_entry', agent(user));
          return answered({ note: { ...note, user: answers.user(user.id), channel: { summary: 'API' } } });
        }),
    ],
    [
      'GET',
      /^\/incidents\/([^/]+)\/notes$/,
      (_, incidentId) => {
        const incident = state.incidents.find((each) => each.id === incidentId);
        if (!incident) return notFound();
        return answered({
          notes: incident.notes.map((note) => ({
            ...note,
            user: answers.user(note.user),
            channel: { summary: 'API' },
          })),
        });
      },
    ],
    [
      'POST',
      /^\/incidents\/([^/]+)\/status_updates$/,
      (asked, incidentId) =>
        atIncident(asked, incidentId, (incident, user) => {
          const { message } = z.object({ message: z.string() }).parse(asked.body);
          state.statusUpdates.push({ incident: incident.id, sender: user.id, message });
          return answered({
            status_update: { id: newId('PU'), message, sender: answers.user(user.id), created_at: stamp(routing) },
          });
        }),
    ],
    [
      'POST',
      /^\/incidents\/([^/]+)\/responder_requests$/,
      (asked, incidentId) => {
        const incident = state.incidents.find((each) => each.id === incidentId);
        const given = z
          .object({
            requester_id: z.string(),
            message: z.string(),
            responder_request_targets: z.array(z.object({ responder_request_target: id.extend({ type: z.string() }) })),
          })
          .parse(asked.body);
        if (!incident) return notFound();
        if (!state.users.some((each) => each.id === given.requester_id))
          return failed(400, 1008, 'Requester User Not Found');
        const targets = given.responder_request_targets.map((each) => each.responder_request_target);
        state.responderRequests.push({
          incident: incident.id,
          requester: given.requester_id,
          message: given.message,
          targets: targets.map((each) => each.id),
        });
        return answered({
          responder_request: {
            incident: answers.incident(incident),
            requester: answers.user(given.requester_id),
            requested_at: stamp(routing),
            message: given.message,
            responder_request_targets: targets.map((each) => ({
              responder_request_target: {
                ...each,
                type: each.type.replace('_reference', ''),
                incidents_responders: [],
              },
            })),
          },
        });
      },
    ],
    [
      'GET',
      /^\/incidents\/([^/]+)\/log_entries$/,
      (asked, incidentId) => {
        if (!state.incidents.some((each) => each.id === incidentId)) return notFound();
        const of = state.logEntries.filter((each) => each.incident === incidentId).reverse();
        return paged(asked, 'log_entries', of.map(logEntryWhole));
      },
    ],
    [
      'GET',
      /^\/log_entries$/,
      (asked) => paged(asked, 'log_entries', [...state.logEntries].reverse().map(logEntryWhole)),
    ],
  ];
}
