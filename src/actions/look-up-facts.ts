import { type Result, ok, refuse } from '../base/result.ts';
import { configOf, findAction, findPlace, fingerprintOf } from './configured.ts';
import type { Facts } from './decide/facts.ts';
import { NO_FACTS } from './decide/facts.ts';
import { activeFreezes } from './deploys/freezes.ts';
import type { ActionsParts } from './parts.ts';
import { repositoryOf } from './repositories/repository-of.ts';
import type { Plan } from './run.ts';
import { captureProgram } from './programs/capture-program.ts';
import { fillArguments } from './template.ts';

const STATE_TIMEOUT_MS = 20_000;

/** The world as it is now, for this plan: looked up for the preview, for the confirmation, and before the run. */
export async function lookUpFacts(parts: ActionsParts, plan: Plan): Promise<Result<Facts>> {
  return plan.deploy ? deployFacts(parts, plan, plan.deploy) : actionFacts(parts, plan);
}

async function actionFacts(parts: ActionsParts, plan: Plan): Promise<Result<Facts>> {
  const configured = configOf(parts.config(), plan);
  if (!configured.ok) return configured;
  const action = findAction(parts.config(), plan.name);
  if (!action.ok) return action;
  const fingerprint: Record<string, string> = { configuration: configured.value.fingerprint };
  const { state, parameters } = action.value;
  if (state) {
    const argv = fillArguments(state.program, plan.arguments, new Set(Object.keys(parameters)));
    const { PATH = '/usr/bin:/bin', HOME = '/nonexistent' } = parts.environment;
    const { status, output, error } = await captureProgram(argv, {
      folder: state.folder,
      timeoutMs: STATE_TIMEOUT_MS,
      env: { PATH, HOME },
    });
    if (status !== 0)
      return refuse(
        'state/unknown',
        `The target's state could not be found out (${status === null ? error || 'no answer in time' : `exit status ${status}`}). Nothing was run.`,
      );
    fingerprint['state'] = fingerprintOf(output);
  }
  return ok({ ...NO_FACTS, fingerprint });
}

async function deployFacts(
  parts: ActionsParts,
  plan: Plan,
  deploy: NonNullable<Plan['deploy']>,
): Promise<Result<Facts>> {
  const configured = configOf(parts.config(), plan);
  if (!configured.ok) return configured;
  const place = findPlace(parts.config(), deploy.app, deploy.environment);
  if (!place.ok) return place;
  const { config, environment, before } = place.value;
  const repository = repositoryOf(config, parts);
  const [resolved, red, incidents] = await Promise.all([
    repository.resolve(deploy.ref),
    deploy.rollback ? ok([]) : repository.redChecks(deploy.commit, environment.checks),
    plan.service === null ? [] : parts.openIncidentsOf(plan.service),
  ]);
  if (!resolved.ok) return resolved;
  if (!red.ok) return red;
  return ok({
    fingerprint: { configuration: configured.value.fingerprint, commit: resolved.value.commit },
    redChecks: red.value,
    freezes: activeFreezes(parts.config().freezes, deploy, Math.max(plan.startAt ?? 0, parts.clock.now())),
    incidents: incidents
      .filter((incident) => !incident.private)
      .map(({ stream, number, title }) => ({ stream, number, title })),
    before,
  });
}
