import type { Permission } from '../catalog/permission.ts';
import type { ActionsConfig } from './config/actions-config.ts';

export const actionsPermissions: readonly Permission[] = [
  { name: 'actions.read', summary: 'see which actions there are, and what was run', heldBy: 'everybody' },
  {
    name: 'actions.ask',
    summary: 'ask for an action or a deploy, which takes its own permission besides',
    heldBy: 'everybody',
  },
  { name: 'actions.run', summary: 'run actions that name no permission of their own', heldBy: 'granted' },
  { name: 'actions.approve', summary: 'approve dangerous actions that somebody else asked for', heldBy: 'granted' },
  { name: 'deploys.read', summary: 'see deploys, locks and what changed', heldBy: 'everybody' },
  { name: 'deploys.run', summary: 'deploy and roll back', heldBy: 'granted' },
  { name: 'deploys.lock', summary: 'lock and unlock environments, and wait for them', heldBy: 'granted' },
  {
    name: 'deploys.override',
    summary: 'pass over freezes, open incidents, checks and the order of environments, with a reason',
    heldBy: 'granted',
  },
];

/** Those above, and the ones that actions and environments in muster.yaml name for themselves. */
export function actionsPermissionsOf(config: ActionsConfig): readonly Permission[] {
  const known = new Set(actionsPermissions.map(({ name }) => name));
  const named = [
    ...Object.entries(config.actions).map(([name, action]) => [action.permission, `run the action ${name}`] as const),
    ...Object.entries(config.apps).flatMap(([app, { environments }]) =>
      environments.map((environment) => [environment.permission, `deploy ${app} to ${environment.name}`] as const),
    ),
  ];
  const own = new Map(named.filter(([name]) => !known.has(name)));
  return [...actionsPermissions, ...[...own].map(([name, summary]) => ({ name, summary, heldBy: 'granted' as const }))];
}
