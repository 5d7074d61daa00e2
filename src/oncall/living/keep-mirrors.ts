import type { Cancel } from '../../base/clock.ts';
import { newId } from '../../base/ids.ts';
import { type Result, ok } from '../../base/result.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { keepTrying } from '../../timeline/keep-trying.ts';
import type { OnCallParts } from '../parts.ts';
import { armAllMirrors, toldLast } from './mirrors.ts';
import { onCallRegister } from './register.ts';

/** A whole team that is given the role comes one by one: they are put right together. */
const TOGETHER_MS = 2_000;

/**
 * Roles and topics that somebody changes by hand are put back. Only what differs from what Discord was told last is looked
 * at, so Muster's own changes, of which Discord tells as well, ask for nothing.
 */
export function createKeepMirrors(
  parts: Pick<OnCallParts, 'timeline' | 'store' | 'clock' | 'config'>,
  onTrouble: (error: unknown) => void,
) {
  const asking = keepTrying({
    clock: parts.clock,
    attempt: () => ask(parts),
    onTrouble: (reason) => {
      onTrouble(new Error(`Roles and topics of who is on call could not be put right; trying again: ${reason}`));
    },
  });
  let waiting: Cancel | undefined;
  const putRight = (): void => {
    waiting ??= parts.clock.at(parts.clock.now() + TOGETHER_MS, () => {
      waiting = undefined;
      void asking.begin();
    });
  };

  return {
    /** Somebody came into the server, or has other roles now. */
    async memberChanged(member: { readonly id: string; readonly roleIds: readonly string[] }): Promise<void> {
      const { roles } = await toldLast(parts.store);
      const differs = Object.entries(roles).some(
        ([role, holders]) => holders.includes(member.id) !== member.roleIds.includes(role),
      );
      if (differs) putRight();
    },
    async channelChanged(channel: { readonly id: string; readonly topic: string }): Promise<void> {
      const { topics } = await toldLast(parts.store);
      const told = topics[channel.id];
      if (told !== undefined && told !== channel.topic) putRight();
    },
    /** What was changed while Discord was away, nobody told. */
    sessionBegan: putRight,
    stop(): void {
      waiting?.();
      waiting = undefined;
      asking.stop();
    },
  };
}

export type KeepMirrors = ReturnType<typeof createKeepMirrors>;

async function ask(parts: Pick<OnCallParts, 'timeline' | 'store' | 'clock' | 'config'>): Promise<Result<null>> {
  const effects = await armAllMirrors(parts);
  if (effects.length === 0) return ok(null);
  const id = newId(parts.clock.now());
  const cause = {
    causeId: `mirrors:${id}`,
    actor: { kind: 'muster' as const, id: 'muster' },
    source: { kind: 'effect' as const, correlationId: id },
  };
  const done = await parts.timeline.change(ORGANISATION, onCallRegister, cause, () =>
    ok({ entries: [], effects, answer: null }),
  );
  return done.ok ? ok(null) : done;
}
