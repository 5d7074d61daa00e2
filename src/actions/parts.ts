import type { Clock, Instant } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type Result, refuse } from '../base/result.ts';
import { mayDo } from '../catalog/viewer.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Cause } from '../timeline/cause.ts';
import type { Json } from '../base/canonical-json.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import type { Store } from '../timeline/store.ts';
import type { Committed, DecideContext, Decision, Timeline } from '../timeline/timeline.ts';
import type { ActionsConfig } from './config/actions-config.ts';
import type { LockRules } from './decide/lock-rules.ts';
import { actionsFold } from './fold.ts';
import type { Launcher } from './programs/launcher.ts';
import type { Register } from './register.ts';
import type { Plan } from './run.ts';
import type { Plugins } from './runners/plugin.ts';

/** An open incident of a service, as far as actions need to know. */
export interface OpenIncident {
  readonly stream: string;
  readonly number: number;
  readonly title: string;
  /** Its timeline is told; its number and title stand nowhere else, and it locks nothing, which would give it away. */
  readonly private: boolean;
}

/** What everything in this domain works with. */
export interface ActionsParts {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked for at each use: muster.yaml may have been reloaded. */
  readonly config: () => ActionsConfig;
  /** Where secrets are found by name, and what PATH and HOME of programs are taken from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Secrets whose values are masked wherever they turn up. */
  readonly secrets: readonly string[];
  /** The outputs of runs are kept here, one file each. */
  readonly folder: string;
  /** Where a deploy server reaches Muster's web port; undefined where none is configured. */
  readonly publicUrl: () => string | undefined;
  readonly openIncidentsOf: (service: string) => Promise<readonly OpenIncident[]>;
  readonly nameOf: (id: string) => string | undefined;
  /** The organisation's zone. */
  readonly timeZone: () => string;
  /** `tomorrow 10:00`, `in 2 h`, as everywhere in Muster: a time to come. */
  readonly dueInWords: (text: string, context: { readonly now: Instant; readonly timeZone: string }) => Result<Instant>;
  /** What plugins bring; where there are none, nothing is found. */
  readonly plugins: Plugins;
  /** The secret address of the calendar for somebody's own calendar program; undefined where nobody could reach it. */
  readonly calendarLink?: ((person: string) => string | undefined) | undefined;
  /** Starts programs. */
  readonly launcher: Launcher;
  /** Only where GitHub's API is not at its usual address. */
  readonly githubUrl?: string | undefined;
}

export const registerOf = (parts: Pick<ActionsParts, 'timeline'>): Promise<Register> =>
  parts.timeline.state(ORGANISATION, actionsFold);

/** Decides on the organisation's register of runs and locks, and commits. */
export const changeRegister = <A extends Json>(
  parts: Pick<ActionsParts, 'timeline'>,
  cause: Cause,
  decide: (register: Register, context: DecideContext) => Result<Decision<A>>,
): Promise<Result<Committed<A>>> => parts.timeline.change(ORGANISATION, actionsFold, cause, decide);

/** What Muster itself causes: a run's end, a timer. `id` makes it happen once. */
export const ownCause = (id: string, completes?: string): Cause => ({
  causeId: id,
  actor: { kind: 'muster', id: 'muster' },
  source: { kind: 'effect', correlationId: id.slice(0, 200) },
  ...(completes !== undefined && { completes }),
});

/** The timelines of incidents that are told of a run: those that were open when it was asked for, and those that are now. */
export async function streamsOf(
  parts: Pick<ActionsParts, 'openIncidentsOf'>,
  plan: Pick<Plan, 'service' | 'incidents'>,
): Promise<readonly string[]> {
  const open = plan.service === null ? [] : await parts.openIncidentsOf(plan.service);
  return [...new Set([...plan.incidents, ...open.map(({ stream }) => stream)])];
}

export const lockRules = (parts: Pick<ActionsParts, 'config'>): LockRules => {
  const { locks, channel } = parts.config().deploys;
  return { remindAfterMs: locks.remindAfter, turnMs: locks.turn, channel: channel ?? null };
};

export const personOf = (context: Pick<CommandContext, 'cause'>): string => context.cause.actor.id;

/** Refuses `permission/missing` unless the person holds it. */
export const allowed = (context: Pick<CommandContext, 'viewer'>, permission: string): Result<null> =>
  mayDo(context.viewer, permission)
    ? { ok: true, value: null }
    : refuse(
        'permission/missing',
        `You may not do this: it takes ${permission}. Somebody who manages the server can grant it.`,
      );
