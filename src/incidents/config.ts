import { z } from 'zod';
import { keySchema, snowflakeSchema } from '../catalog/people.ts';
import { type IncidentKind, SEVERITIES, type Severity } from './vocabulary.ts';

const roleSchema = z.strictObject({
  name: z.string().min(1).max(80),
  summary: z.string().max(300).default(''),
  /** Delivered to who takes the role, one line a step. */
  checklist: z.array(z.string().min(1).max(300)).max(20).default([]),
});
export type RoleDefinition = z.infer<typeof roleSchema>;

const severitySchema = z.strictObject({
  /** When to choose it: shown where one chooses. */
  definition: z.string().min(1).max(300).optional(),
  /** How often the stakeholders hear something; 0 never. */
  updateEveryMinutes: z.int().min(0).max(10_080).optional(),
});

export const DEFAULT_ROLES: Readonly<Record<string, RoleDefinition>> = {
  commander: {
    name: 'Incident commander',
    summary: 'decides, delegates, and keeps the whole picture',
    checklist: [
      'Say in the channel that you are the commander.',
      'Set the severity, and correct it whenever you learn more.',
      'Give out the other roles; do not debug yourself.',
      'See to it that an update goes out when it is due.',
      'Hand over explicitly when you leave.',
    ],
  },
  deputy: {
    name: 'Deputy',
    summary: 'backs the commander up and takes over when needed',
    checklist: ['Follow everything that the commander follows.', 'Keep tasks and their owners in view.'],
  },
  scribe: {
    name: 'Scribe',
    summary: 'keeps the timeline complete',
    checklist: [
      'Pin what matters, and note what was said aloud.',
      'Give approximate times (~18:00) rather than none.',
      'Record the milestones: started, detected, acknowledged, mitigated, resolved.',
    ],
  },
  communications: {
    name: 'Communications lead',
    summary: 'tells everybody outside what is going on',
    checklist: ['Post an update as often as the severity asks.', 'Write for people who do not run the systems.'],
  },
  expert: { name: 'Subject-matter expert', summary: 'knows the system that is broken', checklist: [] },
};

export const DEFAULT_SEVERITIES: Readonly<Record<Severity, { definition: string; updateEveryMinutes: number }>> = {
  'SEV-1': { definition: 'Everybody is affected, or data is being lost. All hands, now.', updateEveryMinutes: 30 },
  'SEV-2': { definition: 'Many people are affected, or an important part is down.', updateEveryMinutes: 60 },
  'SEV-3': { definition: 'Some people are affected; there may be a way around.', updateEveryMinutes: 180 },
  'SEV-4': { definition: 'Few people are affected, or only ourselves.', updateEveryMinutes: 0 },
  'SEV-5': { definition: 'Nobody is affected yet; it needs attention.', updateEveryMinutes: 0 },
  unknown: { definition: 'Nobody has looked yet. Set it as soon as you know.', updateEveryMinutes: 60 },
};

/** The `incidents:` section of muster.yaml. Every key is optional. */
export const incidentsConfigSchema = z.strictObject({
  /** Name of the category in which incident channels are opened. */
  category: z.string().min(1).max(90).default('Incidents'),
  /** Category in which the channels of closed incidents stand. */
  archive: z.string().min(1).max(90).default('Incident archive'),
  /** Channel in which incidents are announced: a name, made when missing, or an id. */
  announcements: z.union([snowflakeSchema, z.string().min(1).max(100)]).default('incidents'),
  /** Whether a message to declare incidents from is pinned there, and made anew when it was deleted. */
  standingMessage: z.boolean().default(true),
  /** Channel in plain words for those who do not run the systems; none unless named. */
  stakeholders: z.union([snowflakeSchema, z.string().min(1).max(100)]).optional(),
  /** Days after closing until an incident's channel is deleted, provided a verified export exists; 0 never. */
  deleteChannelsAfterDays: z.int().min(0).max(3650).default(0),
  /** Record every message of incident channels, not only pinned ones. */
  captureEverything: z.boolean().default(false),
  reactions: z
    .strictObject({ timeline: z.string().min(1).max(64).default('📌'), task: z.string().min(1).max(64).default('✅') })
    .refine(({ timeline, task }) => timeline !== task, { error: 'must be different: one reaction means one thing' })
    .prefault({}),
  severities: z.partialRecord(z.enum(SEVERITIES), severitySchema).default({}),
  /** Roles beside (or instead of) the built-in ones, by key. */
  roles: z.record(keySchema, roleSchema).default({}),
  /** Run the services' diagnostics (`services.KEY.diagnostics`) by themselves when an incident's channel opens. */
  diagnoseAtDeclaration: z.boolean().default(true),
  /** Days after resolving until the postmortem is due. */
  postmortemDueDays: z.int().min(1).max(365).default(5),
});
export type IncidentsConfig = z.infer<typeof incidentsConfigSchema>;

export const defaultIncidentsConfig: IncidentsConfig = incidentsConfigSchema.parse({});

export const rolesOf = (config: IncidentsConfig): Readonly<Record<string, RoleDefinition>> => ({
  ...DEFAULT_ROLES,
  ...config.roles,
});

export const severityDefinition = (config: IncidentsConfig, severity: Severity): string =>
  config.severities[severity]?.definition ?? DEFAULT_SEVERITIES[severity].definition;

/** 0 means never. */
export const updateEveryMinutes = (config: IncidentsConfig, severity: Severity): number =>
  config.severities[severity]?.updateEveryMinutes ?? DEFAULT_SEVERITIES[severity].updateEveryMinutes;

/** When the next update is due; null when none is asked for: of what waits for triage, or was over when it was written down. */
export function updateDueAt(
  config: IncidentsConfig,
  state: {
    readonly triage: string;
    readonly kind: IncidentKind;
    readonly severity: Severity;
    readonly cadenceFrom: number;
    readonly snoozedUntil: number | null;
    readonly remindersStopped: boolean;
  },
): number | null {
  const minutes = updateEveryMinutes(config, state.severity);
  if (minutes === 0 || state.remindersStopped) return null;
  if (state.triage === 'waiting' || state.kind === 'backfilled') return null;
  return Math.max(state.cadenceFrom + minutes * 60_000, state.snoozedUntil ?? 0);
}
