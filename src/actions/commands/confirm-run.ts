import { runOf } from '../register.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { type Reply, paragraph, updateMessage } from '../../commands/message.ts';
import { confirm } from '../asking.ts';
import { whereItIsSeen } from '../card-channel.ts';
import { sentenceCase } from '../cards/sentence-case.ts';
import { declineRun } from '../decide/confirm-run.ts';
import { type ActionsParts, allowed, changeRegister, registerOf, streamsOf } from '../parts.ts';
import { plannedText } from './replies.ts';

/** The two buttons of a preview: it is run, or it is not. */
export const confirmRunActions = (parts: ActionsParts): readonly ActionDeclaration[] => [
  {
    action: 'run.confirm',
    summary: 'Confirm or approve a run',
    permission: 'actions.ask',
    risk: 'danger',
    pace: 'waits',
    async run([id = ''], _fields, context): Promise<Result<Reply>> {
      const before = runOf(await registerOf(parts), id);
      const confirmed = await confirm(parts, id, context);
      if (!confirmed.ok) return confirmed;
      if ('refused' in confirmed.value) return refuse(confirmed.value.refused.code, confirmed.value.refused.message);
      const summary = strong(sentenceCase(before?.plan.summary ?? 'It'));
      const { ahead } = confirmed.value;
      return ok(
        updateMessage(
          paragraph(
            before && before.plan.startAt !== null
              ? plannedText(before.plan.summary, before.plan.startAt)
              : ahead > 0
                ? rich`${summary} was confirmed and waits for its turn: ${ahead} ahead.`
                : rich`${summary} was confirmed and starts. ${whereItIsSeen(parts, before?.plan)}`,
          ),
        ),
      );
    },
  },
  {
    action: 'run.decline',
    summary: 'Say no to a run',
    permission: 'actions.ask',
    risk: 'record',
    async run([id = ''], _fields, context): Promise<Result<Reply>> {
      const run = runOf(await registerOf(parts), id);
      if (!run) return refuse('run/ended', 'It has ended already.');
      if (run.askedBy !== context.cause.actor.id) {
        const permitted = allowed(context, run.plan.permission);
        if (!permitted.ok) return permitted;
      }
      const streams = await streamsOf(parts, run.plan);
      const declined = await changeRegister(parts, context.cause, declineRun({ run: id, streams }));
      if (!declined.ok) return declined;
      return declined.value.answer.declined
        ? ok(updateMessage(paragraph(rich`${strong(sentenceCase(run.plan.summary))} was declined. Nothing was run.`)))
        : refuse('run/confirmed', 'It was confirmed before you: end it with the button of its card.');
    },
  },
];
