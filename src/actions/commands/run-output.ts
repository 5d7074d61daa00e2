import { type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { type Reply, whisper } from '../../commands/message.ts';
import { sizeText } from '../../base/size-text.ts';
import { durationText } from '../config/duration.ts';
import type { Executor } from '../execute.ts';
import { outputFile } from '../output-file.ts';
import { type ActionsParts, allowed } from '../parts.ts';
import type { RunRow } from '../runs-projection.ts';
import { knownRun } from './known-run.ts';

/** The button of a card whose run printed more than the card shows. */
export const runOutputAction = (parts: ActionsParts, executor: Executor): ActionDeclaration => ({
  action: 'run.output',
  summary: 'Get the whole output of a run as a file',
  permission: 'actions.read',
  risk: 'read',
  pace: 'waits',
  visibility: 'private',
  async run([id], _fields, context): Promise<Result<Reply>> {
    const known = await knownRun(parts, id);
    if (!known.ok) return known;
    const row = known.value;
    const permitted = row.askedBy === context.cause.actor.id ? ok(null) : allowed(context, row.plan.permission);
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
});

const noOutput = ({ outputBytes, outputDigest }: RunRow, keptMs: number): Result<Reply> =>
  outputBytes === 0
    ? refuse('run/no-output', 'It printed nothing.')
    : refuse(
        'run/output-gone',
        `Its output is no longer kept: whole outputs are kept for ${durationText(keptMs)}. It was ${sizeText(outputBytes)}${outputDigest === null ? '' : `, SHA-256 ${outputDigest}`}; its last lines stand on the card.`,
      );
