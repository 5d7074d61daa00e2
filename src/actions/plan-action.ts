import { type Result, ok, refuse } from '../base/result.ts';
import { parseArguments } from './arguments.ts';
import { findAction } from './configured.ts';
import type { ActionsParts } from './parts.ts';
import type { Arguments, Plan } from './run.ts';
import { createRunner } from './runners/create-runner.ts';
import { fill } from './template.ts';

export interface ActionRequest {
  readonly name: string;
  readonly given: Readonly<Record<string, string | number | boolean>>;
  readonly dryRun: boolean;
  readonly channel: string | null;
  readonly retryOf?: string;
}

/** What exactly an action would be, from what somebody typed. Refuses `action/…`, `argument/…`. */
export async function planAction(parts: ActionsParts, request: ActionRequest): Promise<Result<Plan>> {
  const action = findAction(parts.config(), request.name);
  if (!action.ok) return action;
  const { parameters, risk, permission, concurrency, deadline } = action.value;
  const { runs } = action.value;
  if ('plugin' in runs && !parts.plugins.find(runs.plugin))
    return refuse(
      'action/plugin',
      `${request.name} is run by the plugin action ${runs.plugin}, and no plugin under diagnostics: plugins brings it.`,
    );
  const parsed = parseArguments(parameters, request.given, parts.secrets);
  if (!parsed.ok) return parsed;
  if (request.dryRun && !createRunner(runs, parts).dryRuns)
    return refuse(
      'action/dry-run',
      'plugin' in runs
        ? `${request.name} has no dry run: its plugin has no yes-no option dry-run.`
        : `${request.name} has no dry run: muster.yaml says nothing of one.`,
    );
  const values = parsed.value;
  const target = fill(action.value.target, values);
  const service = action.value.service === undefined ? null : fill(action.value.service, values);
  const incidents = service === null ? [] : await parts.openIncidentsOf(service);
  return ok({
    name: request.name,
    kind: 'action',
    summary: summaryOf(request.name, values),
    risk,
    permission,
    arguments: values,
    target: target === '' ? '' : `${request.name}:${target}`,
    concurrency,
    service,
    incidents: incidents.filter((incident) => !incident.private).map(({ stream }) => stream),
    dryRun: request.dryRun,
    deploy: null,
    overrides: [],
    fingerprint: {},
    deadlineMs: deadline,
    startAt: null,
    channel: request.channel,
    retryOf: request.retryOf ?? null,
  });
}

const LONGEST_SUMMARY = 150;

/** `restart host web-1, force yes` */
function summaryOf(name: string, values: Arguments): string {
  const list = Object.entries(values).map(
    ([key, value]) => `${key} ${value === true ? 'yes' : value === false ? 'no' : value}`,
  );
  const text = [name, list.join(', ')].join(' ').trim().replaceAll('\n', ' ');
  return text.length > LONGEST_SUMMARY ? `${text.slice(0, LONGEST_SUMMARY - 1)}…` : text;
}
