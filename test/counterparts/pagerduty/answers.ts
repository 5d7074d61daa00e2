import type {
  PagerDutyState,
  PdIncident,
  PdLogEntry,
  PdPolicy,
  PdSchedule,
  PdService,
  PdShiftSchedule,
  PdUser,
} from './state.ts';
import { type Rendered, renderLayer, renderSchedule } from './rendering.ts';

const SITE = 'https://example.pagerduty.com';

export const reference = (id: string, type: string, summary: string, at: string) => ({
  id,
  type,
  summary,
  self: `https://api.pagerduty.com/${at}/${id}`,
  html_url: `${SITE}/${at}/${id}`,
});

export const iso = (at: number): string => new Date(at).toISOString().replace('.000', '');

export type Answers = ReturnType<typeof answersOf>;

/** The state in the shapes of PagerDuty's answers. */
export function answersOf(state: PagerDutyState) {
  const user = (id: string) =>
    reference(id, 'user_reference', state.users.find((each) => each.id === id)?.name ?? 'Deleted user', 'users');
  const policy = (id: string) =>
    reference(
      id,
      'escalation_policy_reference',
      state.policies.find((each) => each.id === id)?.name ?? '',
      'escalation_policies',
    );
  const service = (id: string) =>
    reference(id, 'service_reference', state.services.find((each) => each.id === id)?.name ?? '', 'services');
  const incident = ({ id, number, title }: PdIncident) =>
    reference(id, 'incident_reference', `[#${number}] ${title}`, 'incidents');
  const entries = (rendered: readonly Rendered[]) =>
    rendered.map((part) => ({ start: iso(part.from), end: iso(part.to), user: user(part.user) }));
  const covered = (rendered: readonly Rendered[], from: number, to: number): number =>
    to > from
      ? Math.round((rendered.reduce((sum, part) => sum + part.to - part.from, 0) / (to - from)) * 1000) / 10
      : 0;

  /** Without a span only what stands in a list. */
  const schedule = (each: PdSchedule, span?: { readonly from: number; readonly to: number }) => {
    const final = span ? renderSchedule(each, span.from, span.to) : [];
    return {
      ...reference(each.id, 'schedule', each.name, 'schedules'),
      name: each.name,
      time_zone: each.time_zone,
      description: each.name,
      escalation_policies: state.policies
        .filter(({ rules }) => rules.some(({ targets }) => targets.some(({ id }) => id === each.id)))
        .map(({ id }) => policy(id)),
      users: [...new Set(each.layers.flatMap(({ users }) => users))].map(user),
      teams: [],
      ...(span && {
        schedule_layers: each.layers.map(({ users, restrictions, end, ...layer }) => {
          const rendered = renderLayer(
            { users, ...(restrictions && { restrictions }), ...(end != null && { end }), ...layer },
            each.time_zone,
            span.from,
            span.to,
          );
          return {
            ...layer,
            ...(end != null && { end }),
            users: users.map((id) => ({ user: user(id) })),
            restrictions: restrictions ?? [],
            rendered_schedule_entries: entries(rendered),
            rendered_coverage_percentage: covered(rendered, span.from, span.to),
          };
        }),
        overrides_subschedule: { name: 'Overrides', rendered_schedule_entries: [], rendered_coverage_percentage: 0 },
        final_schedule: {
          name: 'Final Schedule',
          rendered_schedule_entries: entries(final),
          rendered_coverage_percentage: covered(final, span.from, span.to),
        },
      }),
    };
  };

  const finalShifts = (each: PdShiftSchedule, from: number, to: number) =>
    each.final.flatMap(({ start, end, member, rotation }) => {
      const part = { from: Math.max(Date.parse(start), from), to: Math.min(Date.parse(end), to) };
      return part.from < part.to ? [{ ...part, member, rotation }] : [];
    });

  return {
    user,
    policy,
    service,
    incident,
    schedule,
    finalShifts,
    shiftSchedule: (each: PdShiftSchedule, span?: { readonly from: number; readonly to: number }) => ({
      id: each.id,
      type: 'schedule_v3',
      name: each.name,
      time_zone: each.time_zone,
      rotations: each.rotations.map(({ id, events }) => ({
        id,
        type: 'schedule_rotation',
        events: events.map((event) => ({ type: 'schedule_event', ...event })),
      })),
      ...(span && {
        final_schedule: {
          type: 'final_schedule',
          rendered_coverage_percentage: 100,
          computed_shift_assignments: finalShifts(each, span.from, span.to).map(({ from, to, member, rotation }) => ({
            type: 'computed_shift_assignment',
            start_time: iso(from),
            end_time: iso(to),
            member,
            source: { type: 'schedule_rotation', ...(rotation !== undefined && { rotation_id: rotation }) },
          })),
        },
      }),
    }),
    userWhole: (each: PdUser) => ({
      ...reference(each.id, 'user', each.name, 'users'),
      name: each.name,
      email: each.email,
      time_zone: each.time_zone,
      color: 'green',
      role: 'user',
      invitation_sent: false,
      contact_methods: [],
      notification_rules: [],
      teams: [],
    }),
    policyWhole: (each: PdPolicy) => ({
      ...reference(each.id, 'escalation_policy', each.name, 'escalation_policies'),
      name: each.name,
      num_loops: each.num_loops,
      escalation_rules: each.rules.map(({ escalation_delay_in_minutes, targets, strategy }, n) => ({
        id: `${each.id}R${n + 1}`,
        escalation_delay_in_minutes,
        targets: targets.map(({ id, type }) =>
          reference(
            id,
            type,
            [...state.users, ...state.schedules, ...state.shiftSchedules].find((one) => one.id === id)?.name ?? '',
            type === 'user_reference' ? 'users' : 'schedules',
          ),
        ),
        ...(strategy && { escalation_rule_assignment_strategy: strategy }),
      })),
      services: state.services.filter((one) => one.policy === each.id).map(({ id }) => service(id)),
      teams: [],
    }),
    serviceWhole: (each: PdService) => ({
      ...reference(each.id, 'service', each.name, 'services'),
      name: each.name,
      description: each.description ?? '',
      status: 'active',
      created_at: '2026-01-01T00:00:00Z',
      escalation_policy: policy(each.policy),
      teams: [],
      integrations: [],
    }),
    incidentWhole: (each: PdIncident) => ({
      ...incident(each),
      type: 'incident',
      incident_number: each.number,
      title: each.title,
      status: each.status,
      urgency: each.urgency,
      incident_key: each.key,
      created_at: each.createdAt,
      updated_at: each.createdAt,
      service: service(each.service),
      escalation_policy: policy(each.policy),
      assigned_via: 'escalation_policy',
      assignments: each.assignees.map((id) => ({ at: each.createdAt, assignee: user(id) })),
      acknowledgements: each.acknowledgers.map((id) => ({
        at:
          state.logEntries.findLast(
            ({ incident, type, agent }) => incident === each.id && type === 'acknowledge_log_entry' && agent.id === id,
          )?.created_at ?? each.createdAt,
        acknowledger: user(id),
      })),
      pending_actions: each.snoozedUntil === undefined ? [] : [{ type: 'unacknowledge', at: each.snoozedUntil }],
    }),
    logEntryWhole: (each: PdLogEntry) => {
      const of = state.incidents.find(({ id }) => id === each.incident);
      return {
        ...reference(each.id, each.type, each.summary, 'log_entries'),
        created_at: each.created_at,
        agent: reference(each.agent.id, each.agent.type, each.agent.summary, 'users'),
        channel: each.channel,
        ...(of && { incident: incident(of), service: service(of.service) }),
        teams: [],
        contexts: [],
      };
    },
  };
}
