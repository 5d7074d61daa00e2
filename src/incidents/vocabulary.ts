import type { Tone } from '../commands/message.ts';

/** Most severe first. `unknown` until somebody has looked. */
export const SEVERITIES = ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'SEV-5', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const STATUSES = ['investigating', 'identified', 'monitoring', 'resolved', 'closed', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];

/** Statuses in which somebody is still working on it. */
export const ACTIVE_STATUSES: ReadonlySet<Status> = new Set(['investigating', 'identified', 'monitoring']);

/** What kind of incident it is; all but `real` are left out of statistics. */
export const INCIDENT_KINDS = ['real', 'drill', 'test', 'backfilled'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** In the order in which they come to pass. */
export const MILESTONES = ['started', 'detected', 'acknowledged', 'mitigated', 'resolved'] as const;
export type Milestone = (typeof MILESTONES)[number];

/** What people write into a postmortem; the rest of it comes from the timeline. In the order of its headings. */
export const POSTMORTEM_SECTIONS = ['story', 'factors', 'resolution', 'well', 'badly', 'messaging'] as const;
export type PostmortemSection = (typeof POSTMORTEM_SECTIONS)[number];

export const SECTION_LABELS: Readonly<Record<PostmortemSection, string>> = {
  story: 'What happened',
  factors: 'Contributing factors',
  resolution: 'Resolution',
  well: 'What went well',
  badly: 'What did not go well',
  messaging: 'Messaging',
};

export const LINK_RELATIONS = ['evidence', 'related', 'duplicate of', 'caused by', 'runbook', 'dashboard'] as const;
export type LinkRelation = (typeof LINK_RELATIONS)[number];

export const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = {
  'SEV-1': 'critical',
  'SEV-2': 'bad',
  'SEV-3': 'warning',
  'SEV-4': 'neutral',
  'SEV-5': 'neutral',
  unknown: 'warning',
};

/** Completes "Milestone: …" and the form before closing. */
export const MILESTONE_LABELS: Readonly<Record<Milestone, string>> = {
  started: 'Impact started',
  detected: 'Detected',
  acknowledged: 'Acknowledged',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
};

export const STATUS_LABELS: Readonly<Record<Status, string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Cancelled',
};

export const STATUS_MARKS: Readonly<Record<Status, string>> = {
  investigating: '🔴',
  identified: '🟠',
  monitoring: '🟡',
  resolved: '🟢',
  closed: '⚫',
  cancelled: '⚪',
};
