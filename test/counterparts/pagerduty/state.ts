/** An account of PagerDuty in memory, in the words of its own API. Tests fill it, and read what came of it. */
export interface PagerDutyState {
  token: string;
  readonly users: PdUser[];
  readonly schedules: PdSchedule[];
  readonly shiftSchedules: PdShiftSchedule[];
  readonly policies: PdPolicy[];
  readonly services: PdService[];
  readonly incidents: PdIncident[];
  readonly logEntries: PdLogEntry[];
  readonly responderRequests: { incident: string; requester: string; message: string; targets: string[] }[];
  readonly statusUpdates: { incident: string; sender: string; message: string }[];
  readonly webhookSubscriptions: PdWebhookSubscription[];
}

export interface PdUser {
  id: string;
  name: string;
  email: string;
  time_zone: string;
}

export interface PdRestriction {
  type: 'daily_restriction' | 'weekly_restriction';
  duration_seconds: number;
  /** `08:00:00` in the schedule's zone. */
  start_time_of_day: string;
  /** 1 is Monday. */
  start_day_of_week?: number;
}

export interface PdLayer {
  id: string;
  name: string;
  start: string;
  end?: string | null;
  rotation_virtual_start: string;
  rotation_turn_length_seconds: number;
  /** Ids of users, in the order of turns. */
  users: string[];
  restrictions?: PdRestriction[];
}

export interface PdOverride {
  id: string;
  start: string;
  end: string;
  user: string;
}

/** A layer schedule. Layers stand as `GET /schedules/{id}` returns them: the highest first. */
export interface PdSchedule {
  id: string;
  name: string;
  time_zone: string;
  layers: PdLayer[];
  overrides: PdOverride[];
  /** What the rendering says instead of what the layers explain. */
  rendered?: { user: string; start: string; end: string }[];
}

export interface PdMember {
  type: 'user_member' | 'empty_member';
  user_id?: string;
}

export interface PdEvent {
  id: string;
  name: string;
  start_time: { date_time: string; time_zone: string };
  end_time: { date_time: string; time_zone: string };
  effective_since: string;
  effective_until?: string | null;
  recurrence: string[];
  assignment_strategy: {
    type: 'rotating_member_assignment_strategy' | 'every_member_assignment_strategy';
    shifts_per_member?: number;
    members: PdMember[];
  };
}

/** A shift-based schedule; its final schedule is what the test says, clipped to what is asked for. */
export interface PdShiftSchedule {
  id: string;
  name: string;
  time_zone: string;
  rotations: { id: string; events: PdEvent[] }[];
  final: { start: string; end: string; member: PdMember; rotation?: string }[];
  customShifts?: { id: string; start_time: string; end_time: string; member: PdMember }[];
  overrides: {
    id: string;
    rotation_id?: string;
    custom_shift_id?: string;
    start_time: string;
    end_time: string;
    overridden_member: PdMember;
    overriding_member: PdMember;
  }[];
}

export interface PdPolicy {
  id: string;
  name: string;
  num_loops: number;
  rules: {
    escalation_delay_in_minutes: number;
    targets: { id: string; type: 'user_reference' | 'schedule_reference' | 'schedule_v3_reference' }[];
    strategy?: 'round_robin' | 'assign_to_everyone';
  }[];
}

export interface PdService {
  id: string;
  name: string;
  description?: string;
  policy: string;
}

export interface PdIncident {
  id: string;
  number: number;
  title: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  urgency: 'high' | 'low';
  key: string;
  service: string;
  policy: string;
  /** Level of the escalation policy, from 1. */
  level: number;
  assignees: string[];
  acknowledgers: string[];
  createdAt: string;
  snoozedUntil?: string;
  mergedInto?: string;
  details?: unknown;
  notes: { id: string; user: string; content: string; created_at: string }[];
}

export interface PdLogEntry {
  id: string;
  /** `acknowledge_log_entry`. */
  type: string;
  incident: string;
  summary: string;
  created_at: string;
  agent: { id: string; type: string; summary: string };
  channel: { type: string };
}

export interface PdWebhookSubscription {
  id: string;
  url: string;
  description: string;
  events: string[];
  filter: { type: string; id?: string };
  secret: string;
  active: boolean;
  pings: number;
}

export const emptyState = (): PagerDutyState => ({
  token: 'pd-token-for-tests',
  users: [],
  schedules: [],
  shiftSchedules: [],
  policies: [],
  services: [],
  incidents: [],
  logEntries: [],
  responderRequests: [],
  statusUpdates: [],
  webhookSubscriptions: [],
});
