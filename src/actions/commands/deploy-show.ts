import { type Result, ok } from '../../base/result.ts';
import { type RichText, code, instant, person, rich, strong } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Block, type Reply, paragraph, say } from '../../commands/message.ts';
import { deployBlocks } from '../cards/deploy-blocks.ts';
import { findApp } from '../configured.ts';
import { activeFreezes } from '../deploys/freezes.ts';
import { planDeploy } from '../deploys/plan-deploy.ts';
import { changeLine } from '../changes.ts';
import { type ActionsParts, registerOf } from '../parts.ts';
import { type Register, current, lockAt } from '../register.ts';
import { type Run, deployKey } from '../run.ts';
import { runBuckets, runsProjection } from '../runs-projection.ts';
import { appOption, environmentOption, refOption, requiredEnvironmentOption } from './options.ts';

const short = (commit: string) => code(commit.slice(0, 10));
const HISTORY_LENGTH = 15;

export const deployWhereCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy where',
    summary: 'Which version runs in which environment, and who holds it',
    examples: ['/deploy where app:shop'],
    permission: 'deploys.read',
    risk: 'read',
    options: { app: appOption(parts) },
    async run({ app }): Promise<Result<Reply>> {
      const found = findApp(parts.config(), app);
      if (!found.ok) return found;
      const register = await registerOf(parts);
      const incidents = (await parts.openIncidentsOf(found.value.service ?? app)).filter((one) => !one.private);
      const items = found.value.environments.map(({ name }) => placeLine(parts, register, app, name));
      return ok(
        say({
          title: [app],
          blocks: [
            { type: 'list', items },
            ...incidents.map(({ number, title }): Block => ({
              type: 'text',
              text: rich`${strong(`Incident ${number}`)} is open (${title}): deploys wait, rollbacks do not.`,
            })),
          ],
        }),
      );
    },
  });

/** `production: v1.2 (3f2a…) since …; locked by … (reason); 2 wait; frozen until …` */
function placeLine(parts: ActionsParts, register: Register, app: string, environment: string): RichText {
  const key = deployKey(app, environment);
  const now = parts.clock.now();
  const there = current(register, key);
  const failed = register.failed[key];
  const lock = lockAt(register, key, now);
  const waiting = register.queues[key] ?? [];
  const freeze = activeFreezes(parts.config().freezes, { app, environment }, now)[0];
  const running = Object.values(register.runs).filter(
    (run) => run.plan.target === `deploy:${key}` && run.state !== 'awaiting' && run.state !== 'planned',
  );
  return [
    ...rich`${strong(environment)}: `,
    ...(there
      ? rich`${there.ref === there.commit ? '' : `${there.ref} `}${short(there.commit)} by ${person(there.by)} ${instant(there.at, 'relative')}`
      : ['nothing that Muster deployed']),
    ...(failed ? rich`; the last deploy (${short(failed.commit)}) ${failed.outcome}` : []),
    ...running.flatMap(
      (run) => rich`; ${run.plan.summary} is ${run.state === 'unknown' ? 'of unknown outcome' : 'under way'}`,
    ),
    ...(lock
      ? rich`; locked ${lock.cause === 'rollback' ? 'after a rollback' : rich`by ${person(lock.owner)}`} since ${instant(lock.takenAt, 'relative')} (${lock.reason})`
      : []),
    ...(waiting.length > 0 ? rich`; ${waiting.length} wait` : []),
    ...(freeze ? rich`; frozen until ${instant(freeze.until, 'date-time')} (${freeze.reason})` : []),
  ];
}

export const deployStatusCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy status',
    summary: 'What is being deployed now, and what waits to be confirmed',
    permission: 'deploys.read',
    risk: 'read',
    options: {},
    async run(): Promise<Result<Reply>> {
      const { runs } = await registerOf(parts);
      const items = Object.values(runs).map(
        (run) =>
          rich`${strong(run.plan.summary)}: ${stateText(run)}, asked by ${person(run.askedBy)} ${instant(run.askedAt, 'relative')}${
            run.percent === null ? '' : `, ${Math.round(run.percent)} %`
          }`,
      );
      const unknown = Object.values(runs)
        .filter((run) => run.state === 'unknown')
        .slice(0, 5);
      return ok(
        say(
          items.length === 0
            ? paragraph(['Nothing is under way, and nothing waits.'])
            : {
                blocks: [{ type: 'list', items: items.slice(0, 25) }],
                buttons: unknown.map((run) => [
                  {
                    label: `${run.plan.summary.slice(0, 50)} succeeded`,
                    action: 'run.account',
                    args: [run.id, 'succeeded'],
                  },
                  { label: 'It failed', style: 'danger' as const, action: 'run.account', args: [run.id, 'failed'] },
                ]),
              },
        ),
      );
    },
  });

const STATES = {
  awaiting: 'waits to be confirmed',
  planned: 'is planned',
  queued: 'waits for its turn',
  ready: 'is about to start',
  running: 'runs',
  unknown: 'outcome unknown: check, then say what happened',
} as const;

const stateText = ({ state, plan: { startAt } }: Run): RichText =>
  startAt !== null && (state === 'planned' || state === 'awaiting')
    ? rich`${STATES[state]} for ${instant(startAt, 'date-time')}`
    : [STATES[state]];

export const deployHistoryCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy history',
    summary: 'The last deploys to an environment',
    examples: ['/deploy history app:shop env:production'],
    permission: 'deploys.read',
    risk: 'read',
    options: { app: appOption(parts), env: requiredEnvironmentOption(parts) },
    async run({ app, env }): Promise<Result<Reply>> {
      const rows = await parts.store.project(runsProjection, {
        bucket: runBuckets.place(app, env),
        order: 'descending',
        limit: HISTORY_LENGTH,
      });
      const items = rows.map(({ row }) => changeLine(row));
      return ok(
        say(
          items.length === 0
            ? paragraph([`Nothing was deployed to ${app} ${env} by Muster yet.`])
            : { title: [`${app} ${env}`], blocks: [{ type: 'list', items }] },
        ),
      );
    },
  });

export const deployDiffCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy diff',
    summary: 'What a deploy would bring: the commits between what runs and a version',
    examples: ['/deploy diff app:shop env:production ref:main'],
    permission: 'deploys.read',
    risk: 'read',
    pace: 'waits',
    options: {
      app: appOption(parts),
      ref: refOption(parts, 'Branch, tag or commit'),
      env: environmentOption(parts, 'Which environment; the first of the app when left out'),
    },
    async run({ app, ref, env }): Promise<Result<Reply>> {
      const plan = await planDeploy(parts, {
        app,
        ref,
        environment: env,
        rollback: false,
        dryRun: false,
        channel: null,
      });
      if (!plan.ok) return plan;
      const { deploy } = plan.value;
      return ok(say({ title: [`What would change in ${app}`], blocks: deploy ? deployBlocks(deploy) : [] }));
    },
  });
