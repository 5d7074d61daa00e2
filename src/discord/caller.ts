import type { InteractionData } from './interaction-data.ts';

/** Somebody of the server, as Discord describes them. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly roleIds: readonly string[];
  /** Holds "Manage Server" or "Administrator". */
  readonly managesServer: boolean;
}

const MANAGES = 0x8n | 0x20n; // Administrator, Manage Server

/** Whose interaction it is; undefined in a direct message, where Discord says nothing of roles. */
export function callerOf({ member }: Pick<InteractionData, 'member'>): Caller | undefined {
  if (!member) return undefined;
  return {
    id: member.user.id,
    name: member.nick ?? member.user.global_name ?? member.user.username,
    roleIds: member.roles,
    managesServer: (BigInt(member.permissions) & MANAGES) !== 0n,
  };
}
