import { hash } from 'node:crypto';
import { canonicalJson } from '../base/canonical-json.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { ActionConfig } from './config/action-schema.ts';
import type { ActionsConfig } from './config/actions-config.ts';
import type { AppConfig, EnvironmentConfig } from './config/app-schema.ts';
import type { Plan } from './run.ts';

export interface Place {
  readonly app: string;
  readonly config: AppConfig;
  readonly environment: EnvironmentConfig;
  /** The environment before this one in the list, when the order counts. */
  readonly before: string | null;
  readonly first: boolean;
}

export function findAction(config: ActionsConfig, name: string): Result<ActionConfig> {
  const action = Object.hasOwn(config.actions, name) ? config.actions[name] : undefined;
  if (action) return ok(action);
  const names = Object.keys(config.actions);
  return refuse(
    'action/unknown',
    names.length === 0
      ? 'No actions are described yet: muster.yaml has none under `actions`.'
      : `There is no action ${name}. There are: ${names.slice(0, 20).join(', ')}.`,
  );
}

export function findApp(config: ActionsConfig, name: string): Result<AppConfig> {
  const app = Object.hasOwn(config.apps, name) ? config.apps[name] : undefined;
  if (app) return ok(app);
  const names = Object.keys(config.apps);
  return refuse(
    'app/unknown',
    names.length === 0
      ? 'No apps are described yet: muster.yaml has none under `apps`.'
      : `There is no app ${name}. There are: ${names.slice(0, 20).join(', ')}.`,
  );
}

/** `environment` undefined means the first: never production by default. */
export function findPlace(config: ActionsConfig, name: string, environment: string | undefined): Result<Place> {
  const app = findApp(config, name);
  if (!app.ok) return app;
  const { environments } = app.value;
  const index = environment === undefined ? 0 : environments.findIndex((one) => one.name === environment);
  const found = environments[index];
  if (!found)
    return refuse(
      'environment/unknown',
      `${name} has no environment ${environment ?? ''}. It has: ${environments.map((one) => one.name).join(', ')}.`,
    );
  const before = found.inOrder ? (environments[index - 1]?.name ?? null) : null;
  return ok({ app: name, config: app.value, environment: found, before, first: index === 0 });
}

/** What muster.yaml says of it, as one short text: part of what is confirmed. */
export const fingerprintOf = (config: unknown): string => hash('sha256', canonicalJson(config)).slice(0, 16);

/** The configuration by which a plan runs. */
export function configOf(
  config: ActionsConfig,
  plan: Plan,
): Result<{ readonly runs: ActionConfig['runs']; readonly fingerprint: string; readonly mask: readonly string[] }> {
  if (plan.deploy) {
    const place = findPlace(config, plan.deploy.app, plan.deploy.environment);
    if (!place.ok) return place;
    const { environment } = place.value;
    return ok({ runs: environment.runs, fingerprint: fingerprintOf(environment), mask: [] });
  }
  const action = findAction(config, plan.name);
  if (!action.ok) return action;
  return ok({ runs: action.value.runs, fingerprint: fingerprintOf(action.value), mask: action.value.mask });
}

/** Whether anything of it runs a program on this machine. */
export const runsPrograms = ({ actions, apps }: ActionsConfig): boolean =>
  [...Object.values(actions), ...Object.values(apps).flatMap(({ environments }) => environments)].some(
    ({ runs }) => 'program' in runs,
  );
