import { type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import { previewCard } from '../cards/run-card.ts';
import type { Requested } from '../decide/request-run.ts';
import { type ActionsParts, registerOf } from '../parts.ts';

/** The answer to a request: the preview with its buttons, or that it runs, or why not. */
export async function requestedReply(parts: ActionsParts, requested: Result<Requested>): Promise<Result<Reply>> {
  if (!requested.ok) return requested;
  if ('refused' in requested.value) return refuse(requested.value.refused.code, requested.value.refused.message);
  const { run: id, needs, ahead } = requested.value;
  const run = (await registerOf(parts)).runs[id];
  if (run && needs !== 'nothing') return ok(say(previewCard(run)));
  const summary = run?.plan.summary ?? 'It';
  return ok(
    say(
      paragraph(
        ahead > 0
          ? rich`${strong(summary)} waits for its turn: ${ahead} ahead.`
          : rich`${strong(summary)} was started. Its card shows how it goes.`,
      ),
    ),
  );
}
