import type { Overwrite } from './model.ts';
import { EVERY_PERMISSION } from './permissions.ts';
import { refused } from './refused.ts';

export interface OverwriteBody {
  readonly id: string;
  readonly type?: number | string | null;
  readonly allow?: string | number | null;
  readonly deny?: string | number | null;
}

/** Overwrites as asked for; who sets them may only allow or deny what they have themselves. Refuses 50013. */
export function overwritesFrom(
  bodies: readonly OverwriteBody[],
  own: bigint,
  before: readonly Overwrite[] = [],
): Overwrite[] {
  return bodies.map((body) => {
    const overwrite = overwriteFrom(body);
    const old = before.find((one) => one.id === overwrite.id);
    requireOwnBits(own, old, overwrite);
    return overwrite;
  });
}

export const overwriteFrom = (body: OverwriteBody): Overwrite => ({
  id: body.id,
  type: Number(body.type ?? 0) === 1 ? 1 : 0,
  allow: BigInt(body.allow ?? 0) & EVERY_PERMISSION,
  deny: BigInt(body.deny ?? 0) & EVERY_PERMISSION,
});

export function requireOwnBits(own: bigint, before: Overwrite | undefined, after: Overwrite): void {
  const changed = ((before?.allow ?? 0n) ^ after.allow) | ((before?.deny ?? 0n) ^ after.deny);
  if ((changed & ~own) !== 0n) throw refused(50013);
}
