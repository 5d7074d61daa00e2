import { runOf } from '../register.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import { sentenceCase } from '../cards/sentence-case.ts';
import { declineRun } from '../decide/confirm-run.ts';
import { requestCancellation } from '../decide/finish-run.ts';
import type { Executor } from '../execute.ts';
import { type ActionsParts, allowed, changeRegister, registerOf, streamsOf } from '../parts.ts';
import { appOption, requiredEnvironmentOption } from './options.ts';

export const deployCancelCommand = (parts: ActionsParts, executor: Executor) =>
  defineCommand({
    name: 'deploy cancel',
    summary: 'End a deploy that is under way, or take back one that waits or is planned',
    permission: 'actions.ask',
    risk: 'change',
    pace: 'waits',
    options: { app: appOption(parts), env: requiredEnvironmentOption(parts) },
    async run({ app, env }, context): Promise<Result<Reply>> {
      const { runs } = await registerOf(parts);
      const open = Object.values(runs).filter(
        (run) => run.plan.deploy?.app === app && run.plan.deploy.environment === env,
      );
      const meant = open.find((run) => run.state === 'running') ?? open[0];
      return meant
        ? cancelRun(parts, executor, meant.id, context)
        : refuse('deploy/none', `Nothing is being deployed to ${app} ${env}, and nothing waits.`);
    },
  });

/** Ends what runs, or takes back what waits; whoever may run it, may. */
export async function cancelRun(
  parts: ActionsParts,
  executor: Executor,
  id: string,
  context: CommandContext,
): Promise<Result<Reply>> {
  const run = runOf(await registerOf(parts), id);
  if (!run) return refuse('run/ended', 'It has ended already.');
  const permitted = allowed(context, run.plan.permission);
  if (!permitted.ok) return permitted;
  const streams = await streamsOf(parts, run.plan);
  if (run.state === 'awaiting' || run.state === 'queued' || run.state === 'planned') {
    const declined = await changeRegister(parts, context.cause, declineRun({ run: id, streams }));
    return declined.ok
      ? ok(say(paragraph(rich`${strong(sentenceCase(run.plan.summary))} was taken back. Nothing was run.`)))
      : declined;
  }
  const requested = await changeRegister(parts, context.cause, requestCancellation({ run: id, streams }));
  if (!requested.ok) return requested;
  if (!requested.value.answer.cancel) return refuse('run/not-running', 'It does not run (any more). Look at its card.');
  const how = await executor.cancel(run);
  return how === 'cannot'
    ? refuse(
        'run/cannot-cancel',
        'Who does the work cannot be asked to end it: it goes on there. Its end will be shown here.',
      )
    : ok(
        say(
          paragraph(
            rich`${strong(sentenceCase(run.plan.summary))} is being ended${how === 'asked' ? ': its provider has been asked to' : ''}.`,
          ),
        ),
      );
}
