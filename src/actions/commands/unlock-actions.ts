import { type Result, ok, refuse } from '../../base/result.ts';
import { mayDo } from '../../catalog/viewer.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { type Reply, openForm } from '../../commands/message.ts';
import type { ActionsParts } from '../parts.ts';
import { personOf } from '../parts.ts';
import { runsProjection } from '../runs-projection.ts';
import { unlockPlace } from './deploy-locks.ts';

/** The button of a rollback's card: a form that asks why it may be deployed to again, and the unlocking itself. */
export function unlockActions(parts: ActionsParts): readonly ActionDeclaration[] {
  const placeOf = async (id: string | undefined) =>
    id === undefined ? undefined : (await parts.store.projected(runsProjection, id))?.plan.deploy;
  const notKnown = refuse('run/unknown', 'That run is not known here.');
  return [
    {
      action: 'deploy.unlock',
      summary: 'Say why an environment may be deployed to again',
      permission: 'deploys.lock',
      risk: 'read',
      async run([id = '']): Promise<Result<Reply>> {
        const place = await placeOf(id);
        if (!place) return notKnown;
        return ok(
          openForm({
            action: 'deploy.unlock.submit',
            args: [id],
            title: `Unlock ${place.app} ${place.environment}`.slice(0, 45),
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
        const place = await placeOf(id);
        if (!place) return notKnown;
        const reason = fields['reason']?.[0]?.trim() ?? '';
        return unlockPlace(
          parts,
          {
            app: place.app,
            environment: place.environment,
            person: personOf(context),
            reason: reason === '' ? null : reason,
            mayOverride: mayDo(context.viewer, 'deploys.override'),
          },
          context,
        );
      },
    },
  ];
}
