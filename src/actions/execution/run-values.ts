import type { ActionsParts } from '../parts.ts';
import type { Plan } from '../run.ts';
import type { Values } from '../template.ts';

/** What templates are filled with: the arguments, and facts of the run and its deploy. */
export const valuesOf = (run: string, plan: Plan): Values => ({
  ...plan.arguments,
  ...(plan.deploy && {
    app: plan.deploy.app,
    environment: plan.deploy.environment,
    commit: plan.deploy.commit,
    ref: plan.deploy.ref,
    from: plan.deploy.from ?? '',
    rollback: plan.deploy.rollback,
  }),
  run,
});

/** Parameters that may be left out: their placeholder leaves out its argument. */
export function optionalOf(parts: Pick<ActionsParts, 'config'>, plan: Plan): ReadonlySet<string> {
  const action = plan.kind === 'action' ? parts.config().actions[plan.name] : undefined;
  const optional = Object.entries(action?.parameters ?? {}).filter(([, parameter]) => !parameter.required);
  return new Set(optional.map(([name]) => name));
}
