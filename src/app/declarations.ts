import { actionsPermissionsOf } from '../actions/permissions.ts';
import { musterVersion } from '../base/version.ts';
import { musterPermissions } from '../catalog/permission.ts';
import type { ActionDeclaration, Command } from '../commands/command.ts';
import type { Declarations } from '../commands/dispatch.ts';
import type { Domain } from '../commands/domain.ts';
import { releaseCommand } from '../commands/release-command.ts';
import { type ReadCondition, retryStatusAction, statusCommand } from '../commands/status-command.ts';
import { whoamiCommand } from '../commands/whoami-command.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { incidentShapes } from '../incidents/shapes.ts';
import { onCallShapes } from '../oncall/shapes.ts';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Current } from './current.ts';
import { effectWords } from './effect-words.ts';

/** Every command, button, form and permission there is now: those of the domains, and what is about Muster itself. */
export const declarationsOf = (parts: {
  readonly store: Store;
  readonly timeline: Timeline;
  readonly domains: readonly Domain[];
  readonly diagnostics: Diagnostics | undefined;
  readonly current: Current;
  readonly conditions: ReadonlyMap<string, ReadCondition>;
  /** What speaks of the other commands: help, and the form that is given back. */
  readonly about: { readonly commands: readonly Command[]; readonly actions: readonly ActionDeclaration[] };
}): Declarations => {
  const { store, timeline, domains, diagnostics, current, conditions, about } = parts;
  return {
    commands: [
      ...domains.flatMap((domain) => domain.commands),
      ...about.commands,
      whoamiCommand(() => current.people),
      statusCommand({ store, conditions: () => conditions, version: musterVersion, wordsOf: effectWords }),
      releaseCommand({ store, wordsOf: effectWords }),
    ],
    actions: [...domains.flatMap((domain) => domain.actions), ...about.actions, retryStatusAction({ store, timeline })],
    menus: domains.flatMap((domain) => domain.menus),
    permissions: [
      ...musterPermissions,
      ...incidentShapes.permissions,
      ...onCallShapes.permissions,
      ...actionsPermissionsOf(current.config),
      ...(diagnostics?.permissions ?? []),
    ],
  };
};
