import { type Result, ok } from '../../base/result.ts';
import { mayDo } from '../../catalog/viewer.ts';
import { answered } from '../../commands/answers.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { type Reply, openForm } from '../../commands/message.ts';
import type { ActionsParts } from '../parts.ts';
import { personOf } from '../parts.ts';
import { unlockPlace } from './deploy-locks.ts';
import { deployOf } from './known-run.ts';

/** The button of a rollback's card: a form that asks why it may be deployed to again, and the unlocking itself. */
export const unlockActions = (parts: ActionsParts): readonly ActionDeclaration[] => [
  {
    action: 'deploy.unlock',
    summary: 'Say why an environment may be deployed to again',
    permission: 'deploys.lock',
    risk: 'read',
    async run([id = '']): Promise<Result<Reply>> {
      const place = await deployOf(parts, id);
      if (!place.ok) return place;
      return ok(
        openForm({
          action: 'deploy.unlock.submit',
          args: [id],
          title: `Unlock ${place.value.app} ${place.value.environment}`.slice(0, 45),
          fields: [
            {
              type: 'text',
              name: 'reason',
              label: 'What was wrong, and what was done?',
              required: true,
              lines: 'many',
              most: 500,
            },
          ],
        }),
      );
    },
  },
  {
    action: 'deploy.unlock.submit',
    openedBy: 'deploy.unlock',
    summary: 'Let others deploy again',
    permission: 'deploys.lock',
    risk: 'change',
    async run([id], fields, context): Promise<Result<Reply>> {
      const place = await deployOf(parts, id);
      if (!place.ok) return place;
      const reason = answered(fields, 'reason');
      return unlockPlace(
        parts,
        {
          app: place.value.app,
          environment: place.value.environment,
          person: personOf(context),
          reason: reason === '' ? null : reason,
          mayOverride: mayDo(context.viewer, 'deploys.override'),
        },
        context,
      );
    },
  },
];
