import { type Result, ok, refuse } from '../../base/result.ts';
import { answered } from '../../commands/answers.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { type Reply, openForm } from '../../commands/message.ts';
import { noEarlier } from '../deploys/plan-deploy.ts';
import { type ActionsParts, registerOf } from '../parts.ts';
import { goesBackTo } from '../register.ts';
import { deployKey } from '../run.ts';
import { requestDeploy } from './deploy-start.ts';
import { deployOf } from './known-run.ts';

/** The button under a deploy that went wrong: a form that asks what is wrong, and the asking for the rollback. */
export const rollBackActions = (parts: ActionsParts): readonly ActionDeclaration[] => [
  {
    action: 'run.roll-back',
    summary: 'Ask for a rollback of a deploy',
    permission: 'actions.ask',
    risk: 'change',
    async run([id = '']): Promise<Result<Reply>> {
      const deploy = await deployOf(parts, id);
      if (!deploy.ok) return deploy;
      const { app, environment } = deploy.value;
      // Said before anybody writes down what is wrong.
      if (!goesBackTo(await registerOf(parts), deployKey(app, environment))) return noEarlier(app, environment);
      return ok(
        openForm({
          action: 'run.roll-back.submit',
          args: [id],
          title: `Roll back ${app} ${environment}`.slice(0, 45),
          fields: [{ type: 'text', name: 'reason', label: 'What is wrong?', required: true, lines: 'many', most: 500 }],
        }),
      );
    },
  },
  {
    action: 'run.roll-back.submit',
    openedBy: 'run.roll-back',
    summary: 'Ask for a rollback of a deploy',
    permission: 'actions.ask',
    risk: 'change',
    pace: 'waits',
    async run([id], fields, context): Promise<Result<Reply>> {
      const deploy = await deployOf(parts, id);
      if (!deploy.ok) return deploy;
      const { app, environment } = deploy.value;
      const reason = answered(fields, 'reason');
      if (reason === '') return refuse('run/reason', 'Say what is wrong: it stands on the timeline.');
      const channel = context.place?.channelId ?? null;
      return requestDeploy(parts, { app, environment, reason, rollback: true, dryRun: false, channel }, null, context);
    },
  },
];
