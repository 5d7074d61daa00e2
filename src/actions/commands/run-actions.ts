import { type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { type Reply, openForm, paragraph, say, updateMessage, whisper } from '../../commands/message.ts';
import { confirm } from '../asking.ts';
import { sizeText } from '../cards/size-text.ts';
import { durationText } from '../config/duration.ts';
import { declineRun } from '../decide/confirm-run.ts';
import { accountForRun } from '../decide/finish-run.ts';
import type { Executor } from '../execute.ts';
import { outputFile } from '../output-file.ts';
import { type ActionsParts, allowed, changeRegister, registerOf, streamsOf } from '../parts.ts';
import { type RunRow, runsProjection } from '../runs-projection.ts';
import { cancelRun } from './deploy-cancel.ts';
import { plannedText } from './replies.ts';
import { requestDeploy } from './deploy-start.ts';
import { argumentsForm, formArguments, requestAction } from './run.ts';

const notKnown = refuse('run/unknown', 'That run is not known here.');

/** The buttons and forms of runs; each checks the run's own permission again. */
export function runActions(parts: ActionsParts, executor: Executor): readonly ActionDeclaration[] {
  const rowOf = (id: string | undefined): Promise<RunRow | undefined> =>
    id === undefined ? Promise.resolve(undefined) : parts.store.projected(runsProjection, id);

  return [
    {
      action: 'run.confirm',
      summary: 'Confirm or approve a run',
      permission: 'actions.ask',
      risk: 'danger',
      pace: 'waits',
      async run([id = ''], _fields, context): Promise<Result<Reply>> {
        const before = (await registerOf(parts)).runs[id];
        const confirmed = await confirm(parts, id, context);
        if (!confirmed.ok) return confirmed;
        if ('refused' in confirmed.value) return refuse(confirmed.value.refused.code, confirmed.value.refused.message);
        const summary = before?.plan.summary ?? 'It';
        const { ahead } = confirmed.value;
        return ok(
          updateMessage(
            paragraph(
              before && before.plan.startAt !== null
                ? plannedText(summary, before.plan.startAt)
                : ahead > 0
                  ? rich`${strong(summary)} was confirmed and waits for its turn: ${ahead} ahead.`
                  : rich`${strong(summary)} was confirmed and starts. Its card shows how it goes.`,
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
        const run = (await registerOf(parts)).runs[id];
        if (!run) return refuse('run/ended', 'It has ended already.');
        if (run.askedBy !== context.cause.actor.id) {
          const permitted = allowed(context, run.plan.permission);
          if (!permitted.ok) return permitted;
        }
        const streams = await streamsOf(parts, run.plan);
        const declined = await changeRegister(parts, context.cause, declineRun({ run: id, streams }));
        if (!declined.ok) return declined;
        return declined.value.answer.declined
          ? ok(updateMessage(paragraph(rich`${strong(run.plan.summary)} was declined. Nothing was run.`)))
          : refuse('run/confirmed', 'It was confirmed before you: end it with the button of its card.');
      },
    },
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
        const row = await rowOf(id);
        if (!row) return notKnown;
        const { plan } = row;
        const common = { dryRun: plan.dryRun, channel: context.place?.channelId ?? plan.channel, retryOf: row.run };
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
      action: 'run.roll-back',
      summary: 'Ask for a rollback of a deploy',
      permission: 'actions.ask',
      risk: 'change',
      async run([id = '']): Promise<Result<Reply>> {
        const deploy = (await rowOf(id))?.plan.deploy;
        if (!deploy) return notKnown;
        return ok(
          openForm({
            action: 'run.roll-back.submit',
            args: [id],
            title: `Roll back ${deploy.app} ${deploy.environment}`.slice(0, 45),
            fields: [
              { type: 'text', name: 'reason', label: 'What is wrong?', required: true, lines: 'many', most: 500 },
            ],
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
        const deploy = (await rowOf(id))?.plan.deploy;
        if (!deploy) return notKnown;
        const { app, environment } = deploy;
        const reason = fields['reason']?.[0]?.trim() ?? '';
        if (reason === '') return refuse('run/reason', 'Say what is wrong: it stands on the timeline.');
        const channel = context.place?.channelId ?? null;
        return requestDeploy(
          parts,
          { app, environment, reason, rollback: true, dryRun: false, channel },
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
      run: async ([name = '']): Promise<Result<Reply>> => argumentsForm(parts, name),
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
    {
      action: 'run.account',
      summary: 'Say how a run of unknown outcome ended',
      permission: 'actions.ask',
      risk: 'read',
      async run([id = '', outcome = ''], _fields, context): Promise<Result<Reply>> {
        const run = (await registerOf(parts)).runs[id];
        if (run?.state !== 'unknown') return refuse('run/known', 'How it ended is known by now: look at its card.');
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
        const run = (await registerOf(parts)).runs[id];
        if (!run || (outcome !== 'succeeded' && outcome !== 'failed')) return notKnown;
        const permitted = allowed(context, run.plan.permission);
        if (!permitted.ok) return permitted;
        const note = fields['note']?.[0]?.trim() ?? '';
        if (note === '') return refuse('run/note', 'Say what you found: it stands on the timeline.');
        const streams = await streamsOf(parts, run.plan);
        const accounted = await changeRegister(
          parts,
          context.cause,
          accountForRun({ run: id, outcome, note, streams }),
        );
        if (!accounted.ok) return accounted;
        return accounted.value.answer.recorded
          ? ok(say(paragraph(rich`${strong(run.plan.summary)} ${outcome}, as you found. It is on the timeline.`)))
          : refuse('run/known', 'How it ended is known by now: look at its card.');
      },
    },
    {
      action: 'run.output',
      summary: 'Get the whole output of a run as a file',
      permission: 'actions.read',
      risk: 'read',
      pace: 'waits',
      visibility: 'private',
      async run([id], _fields, context): Promise<Result<Reply>> {
        const row = await rowOf(id);
        if (!row) return notKnown;
        const permitted = row.plan.risk === 'read' ? ok(null) : allowed(context, row.plan.permission);
        if (!permitted.ok) return permitted;
        const path = executor.pathOf(row.run);
        const output = await outputFile(row.run, path);
        if (!output) return noOutput(row, parts.config().deploys.keepOutput);
        const where = output.whole ? '' : `. The whole stands on Muster’s machine: ${path}`;
        return ok(
          whisper({
            blocks: [{ type: 'text', text: rich`${strong(row.plan.summary)}: ${output.note}${where}` }],
            files: [output.file],
          }),
        );
      },
    },
  ];
}

const noOutput = ({ outputBytes, outputDigest }: RunRow, keptMs: number): Result<Reply> =>
  outputBytes === 0
    ? refuse('run/no-output', 'It printed nothing.')
    : refuse(
        'run/output-gone',
        `Its output is no longer kept: whole outputs are kept for ${durationText(keptMs)}. It was ${sizeText(outputBytes)}${outputDigest === null ? '' : `, SHA-256 ${outputDigest}`}; its last lines stand on the card.`,
      );
