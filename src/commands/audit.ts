import { z } from 'zod';
import { code, person, rich } from '../base/rich-text.ts';
import { ok } from '../base/result.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import { defineEntryKind } from '../timeline/entry-kind.ts';
import type { Fold } from '../timeline/fold.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Audit } from './dispatch.ts';

/**
 * That somebody called a command that changes the world, or was denied one. Its arguments are not here: they may be
 * private, and what the command did stands in the entries of its own.
 */
export const commandCalled = defineEntryKind({
  kind: 'command.called',
  v: 1,
  schema: z.object({
    command: z.string().max(100),
    risk: z.enum(['read', 'record', 'change', 'danger']),
    permission: z.string().max(100),
    /** `done`, or the refusal's code. */
    outcome: z.string().max(100),
  }),
  describe: ({ data, actor }) => ({
    line:
      data.outcome === 'permission/missing'
        ? rich`${person(actor.id)} was denied ${code(data.command)}: it takes ${code(data.permission)}`
        : rich`${person(actor.id)} called ${code(data.command)}: ${data.outcome}`,
  }),
});

export const commandKinds = [commandCalled] as const;

/** Nothing needs to be remembered to write an audit entry. */
const nothing: Fold<null> = { name: 'command-audit', version: 1, initial: null, evolve: () => null };

/** Writes each audited call on the organisation's timeline, once a cause. Refuses what the disk refuses. */
export function createAudit(timeline: Timeline): Audit {
  return async ({ name, risk, permission, outcome }, { cause }) => {
    const audit = { ...cause, causeId: `audit:${cause.causeId}` };
    return timeline.change(ORGANISATION, nothing, audit, () =>
      ok({ entries: [commandCalled({ command: name, risk, permission, outcome })], answer: null }),
    );
  };
}
