import type { Result } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { Reply } from '../../commands/message.ts';
import type { Executor } from '../execute.ts';
import type { ActionsParts } from '../parts.ts';
import { accountActions } from './account-for-run.ts';
import { confirmRunActions } from './confirm-run.ts';
import { cancelRun } from './deploy-cancel.ts';
import { requestDeploy } from './deploy-start.ts';
import { knownRun } from './known-run.ts';
import { rollBackActions } from './roll-back-run.ts';
import { runOutputAction } from './run-output.ts';
import { argumentsForm, formArguments, requestAction } from './run.ts';

/** The buttons and forms of runs; each checks the run's own permission again. */
export const runActions = (parts: ActionsParts, executor: Executor): readonly ActionDeclaration[] => [
  ...confirmRunActions(parts),
  {
    action: 'run.cancel',
    summary: 'End a run',
    permission: 'actions.ask',
    risk: 'change',
    pace: 'waits',
    run: ([id = ''], _fields, context) => cancelRun(parts, executor, id, context),
  },
  {
    action: 'run.retry',
    summary: 'Ask for the same again',
    permission: 'actions.ask',
    risk: 'change',
    pace: 'waits',
    async run([id], _fields, context): Promise<Result<Reply>> {
      const known = await knownRun(parts, id);
      if (!known.ok) return known;
      const { run, plan } = known.value;
      const common = { dryRun: plan.dryRun, channel: context.place?.channelId ?? plan.channel, retryOf: run };
      if (!plan.deploy) return requestAction(parts, { ...common, name: plan.name, given: plan.arguments }, context);
      const { app, environment, commit, rollback, reason } = plan.deploy;
      return requestDeploy(
        parts,
        { ...common, app, environment, ref: commit, rollback, reason: reason ?? undefined },
        null,
        context,
      );
    },
  },
  {
    action: 'run.ask',
    summary: 'Fill in the parameters of an action',
    permission: 'actions.ask',
    risk: 'read',
    run: async ([name = ''], _fields, context): Promise<Result<Reply>> => argumentsForm(parts, name, context),
  },
  {
    action: 'run.form',
    openedBy: 'run.ask',
    summary: 'Give an action its parameters',
    permission: 'actions.ask',
    risk: 'change',
    pace: 'waits',
    run: ([name = ''], fields, context) =>
      requestAction(
        parts,
        { name, given: formArguments(fields), dryRun: false, channel: context.place?.channelId ?? null },
        context,
      ),
  },
  ...rollBackActions(parts),
  ...accountActions(parts),
  runOutputAction(parts, executor),
];
