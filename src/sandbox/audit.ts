import type { AuditEntry, Guild } from './model.ts';
import { type World, botId } from './world.ts';

/** The actions that the sandbox records, by Discord's audit log event numbers. */
export const ACTION = {
  channelCreate: 10,
  channelUpdate: 11,
  channelDelete: 12,
  overwriteCreate: 13,
  overwriteUpdate: 14,
  overwriteDelete: 15,
  memberUpdate: 24,
  memberRoleUpdate: 25,
  memberKick: 20,
  roleCreate: 30,
  roleUpdate: 31,
  roleDelete: 32,
  webhookCreate: 50,
  webhookDelete: 52,
  messageDelete: 72,
  messageBulkDelete: 73,
  messagePin: 74,
  messageUnpin: 75,
  threadCreate: 110,
  threadUpdate: 111,
  threadDelete: 112,
} as const;

export interface AuditFact {
  readonly actionType: number;
  readonly targetId: string | null;
  readonly userId?: string;
  readonly reason?: string | undefined;
  readonly changes?: AuditEntry['changes'];
  readonly options?: Readonly<Record<string, string>>;
}

/** Discord keeps the log for 45 days. */
const KEPT_MS = 45 * 24 * 3_600_000;
const MOST_KEPT = 5_000;

export function record(world: World, guildId: string, fact: AuditFact): void {
  const entry: AuditEntry = {
    id: world.newSnowflake(),
    guildId,
    userId: fact.userId ?? botId(world),
    targetId: fact.targetId,
    actionType: fact.actionType,
    changes: fact.changes ?? [],
    ...(fact.reason !== undefined && { reason: fact.reason }),
    ...(fact.options && { options: fact.options }),
  };
  world.state.audit.push(entry);
  if (world.state.audit.length > MOST_KEPT) world.state.audit.shift();
  world.events.publish({
    t: 'GUILD_AUDIT_LOG_ENTRY_CREATE',
    d: { ...auditShape(entry), guild_id: guildId },
    guildId,
    onlyFor: [botId(world)],
  });
}

/** old and new of the fields that differ. */
export const changesBetween = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): AuditEntry['changes'] =>
  Object.keys(after)
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => ({ key, old_value: before[key], new_value: after[key] }));

export const auditShape = (entry: AuditEntry): object => ({
  id: entry.id,
  user_id: entry.userId,
  target_id: entry.targetId,
  action_type: entry.actionType,
  ...(entry.changes.length > 0 && { changes: entry.changes }),
  ...(entry.reason !== undefined && { reason: entry.reason }),
  ...(entry.options && { options: entry.options }),
});

export const isKept = (entryInstant: number, now: number): boolean => now - entryInstant <= KEPT_MS;

export const auditOf = (world: World, guild: Guild): readonly AuditEntry[] =>
  world.state.audit.filter((entry) => entry.guildId === guild.id);
