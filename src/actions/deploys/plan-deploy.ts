import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { type Place, findPlace } from '../configured.ts';
import { type ActionsParts, registerOf } from '../parts.ts';
import { type Register, current, goesBackTo } from '../register.ts';
import type { Comparison } from '../repositories/repository.ts';
import { repositoryOf } from '../repositories/repository-of.ts';
import { type Deploy, type Plan, deployKey } from '../run.ts';
import { createRunner } from '../runners/create-runner.ts';
import { versionText } from './version-text.ts';

export interface DeployRequest {
  readonly app: string;
  readonly environment?: string | undefined;
  readonly ref?: string | undefined;
  readonly rollback: boolean;
  /** Of a rollback: what is wrong. */
  readonly reason?: string | undefined;
  readonly dryRun: boolean;
  /** When it is to start; left out: as soon as it is confirmed. */
  readonly startAt?: Instant | undefined;
  readonly channel: string | null;
  readonly retryOf?: string;
}

/**
 * What exactly a deploy would be: the ref is resolved to a commit here, at once, and stays that commit.
 * Refuses `app/…`, `environment/…`, `ref/…`, `deploy/…`.
 */
export async function planDeploy(parts: ActionsParts, request: DeployRequest): Promise<Result<Plan>> {
  const place = findPlace(parts.config(), request.app, request.environment);
  if (!place.ok) return place;
  const { config, environment, first } = place.value;
  const register = await registerOf(parts);
  const ref = request.rollback
    ? rollbackRef(register, place.value, request.ref)
    : request.ref !== undefined
      ? ok(request.ref)
      : first
        ? ok(config.defaultRef)
        : refuse(
            'deploy/which',
            `Say which version: nothing goes to ${environment.name} by default. /deploy where app:${request.app} shows what runs where.`,
          );
  if (!ref.ok) return ref;
  if (request.dryRun && request.startAt !== undefined)
    return refuse('deploy/dry-run-planned', 'A dry run is made at once: leave out `at` or `dry_run`.');
  if (request.dryRun && !createRunner(environment.runs, parts).dryRuns)
    return refuse(
      'action/dry-run',
      `Deploying to ${environment.name} has no dry run: muster.yaml says nothing of one.`,
    );

  const repository = repositoryOf(config, parts);
  const resolved = await repository.resolve(ref.value);
  if (!resolved.ok) return resolved;
  const { commit } = resolved.value;
  const key = deployKey(request.app, environment.name);
  const from = register.failed[key]?.commit ?? current(register, key)?.commit ?? null;
  const compared: Comparison =
    from === null || from === commit ? NOTHING : await compare(repository, from, commit, request.rollback);
  const service = config.service ?? request.app;
  const incidents = await parts.openIncidentsOf(service);
  const deploy: Deploy = {
    app: request.app,
    environment: environment.name,
    ref: ref.value,
    commit,
    from,
    rollback: request.rollback,
    reason: request.reason ?? null,
    commits: [...compared.commits],
    more: compared.more,
    hosts: environment.hosts,
    url: environment.url ?? null,
  };
  return ok({
    name: request.app,
    kind: 'deploy',
    summary: `${request.rollback ? 'roll back' : 'deploy'} ${request.app} ${environment.name} to ${versionText(ref.value, commit)}`,
    risk: environment.risk,
    permission: environment.permission,
    arguments: {},
    target: `deploy:${key}`,
    concurrency: 1,
    service,
    incidents: incidents.filter((incident) => !incident.private).map(({ stream }) => stream),
    dryRun: request.dryRun,
    deploy,
    overrides: [],
    fingerprint: {},
    deadlineMs: environment.deadline,
    startAt: request.startAt ?? null,
    channel: request.channel,
    retryOf: request.retryOf ?? null,
  });
}

const NOTHING: Comparison = { commits: [], more: 0, behind: 0 };

/** For a rollback, the commits that are taken back. A history that was rewritten is no reason not to deploy. */
async function compare(
  repository: ReturnType<typeof repositoryOf>,
  from: string,
  to: string,
  rollback: boolean,
): Promise<Comparison> {
  const compared = rollback ? await repository.between(to, from) : await repository.between(from, to);
  return compared.ok ? compared.value : NOTHING;
}

/** The last version that was good before the one that is there, or the one that somebody names. */
function rollbackRef(register: Register, place: Place, given: string | undefined): Result<string> {
  if (given !== undefined) return ok(given);
  const good = goesBackTo(register, deployKey(place.app, place.environment.name));
  return good ? ok(good.commit) : noEarlier(place.app, place.environment.name);
}

export const noEarlier = (app: string, environment: string) =>
  refuse(
    'deploy/no-earlier',
    `Muster knows no earlier good version of ${app} ${environment}. Name one: /deploy rollback app:${app} env:${environment} ref:…`,
  );
