import { type Result, ok, refuse } from '../../base/result.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import { whereItIsSeen } from '../card-channel.ts';
import { previewCard } from '../cards/preview-card.ts';
import { sentenceCase } from '../cards/sentence-case.ts';
import type { Requested } from '../decide/request-run.ts';
import { type ActionsParts, registerOf } from '../parts.ts';

/** The answer to a request: the preview with its buttons, or that it runs, or why not. */
export async function requestedReply(parts: ActionsParts, requested: Result<Requested>): Promise<Result<Reply>> {
  if (!requested.ok) return requested;
  if ('refused' in requested.value) return refuse(requested.value.refused.code, requested.value.refused.message);
  const { run: id, needs, ahead, notes } = requested.value;
  const run = (await registerOf(parts)).runs[id];
  if (run && needs !== 'nothing') return ok(say(previewCard(run, notes)));
  const summary = strong(sentenceCase(run?.plan.summary ?? 'It'));
  return ok(
    say(
      paragraph(
        run && run.plan.startAt !== null
          ? plannedText(run.plan.summary, run.plan.startAt)
          : ahead > 0
            ? rich`${summary} waits for its turn: ${ahead} ahead.`
            : rich`${summary} was started. ${whereItIsSeen(parts, run?.plan)}`,
      ),
    ),
  );
}

/** What is said when a planned deploy needs no confirmation any more. */
export const plannedText = (summary: string, startAt: number): RichText =>
  rich`${strong(sentenceCase(summary))} is planned for ${instant(startAt, 'date-time')}. Everything is checked again then; /deploy cancel takes it back.`;
