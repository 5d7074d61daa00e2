import { runOf } from '../register.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { answered } from '../../commands/answers.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { type Reply, openForm, paragraph, say } from '../../commands/message.ts';
import { sentenceCase } from '../cards/sentence-case.ts';
import { accountForRun } from '../decide/finish-run.ts';
import { type ActionsParts, allowed, changeRegister, registerOf, streamsOf } from '../parts.ts';
import { notKnown } from './known-run.ts';

const known = refuse('run/known', 'How it ended is known by now: look at its card.');

/** The buttons under a run of which Muster does not know how it ended: somebody looked, and says so. */
export const accountActions = (parts: ActionsParts): readonly ActionDeclaration[] => [
  {
    action: 'run.account',
    summary: 'Say how a run of unknown outcome ended',
    permission: 'actions.ask',
    risk: 'read',
    async run([id = '', outcome = ''], _fields, context): Promise<Result<Reply>> {
      const run = runOf(await registerOf(parts), id);
      if (run?.state !== 'unknown') return known;
      const permitted = allowed(context, run.plan.permission);
      if (!permitted.ok) return permitted;
      return ok(
        openForm({
          action: 'run.account.submit',
          args: [id, outcome],
          title: outcome === 'succeeded' ? 'It succeeded' : 'It failed',
          fields: [
            { type: 'text', name: 'note', label: 'What did you find?', required: true, lines: 'many', most: 1000 },
          ],
        }),
      );
    },
  },
  {
    action: 'run.account.submit',
    openedBy: 'run.account',
    summary: 'Say how a run of unknown outcome ended',
    permission: 'actions.ask',
    risk: 'change',
    async run([id = '', outcome = ''], fields, context): Promise<Result<Reply>> {
      const run = runOf(await registerOf(parts), id);
      if (!run || (outcome !== 'succeeded' && outcome !== 'failed')) return notKnown;
      const permitted = allowed(context, run.plan.permission);
      if (!permitted.ok) return permitted;
      const note = answered(fields, 'note');
      if (note === '') return refuse('run/note', 'Say what you found: it stands on the timeline.');
      const streams = await streamsOf(parts, run.plan);
      const accounted = await changeRegister(parts, context.cause, accountForRun({ run: id, outcome, note, streams }));
      if (!accounted.ok) return accounted;
      return accounted.value.answer.recorded
        ? ok(
            say(
              paragraph(
                rich`${strong(sentenceCase(run.plan.summary))} ${outcome}, as you found. It is on the timeline.`,
              ),
            ),
          )
        : known;
    },
  },
];
