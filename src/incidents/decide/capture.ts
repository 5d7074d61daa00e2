import { takeWhole } from '../../base/take-whole.ts';
import { refuse } from '../../base/result.ts';
import type { ChatMessage } from '../../commands/command.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { capturedAs } from '../captured-messages.ts';
import { entryCorrected } from '../entries/entry-corrected.ts';
import { entryRetracted } from '../entries/entry-retracted.ts';
import { messageCaptured } from '../entries/message-captured.ts';
import type { IncidentState } from '../state.ts';
import { textHash } from '../text-hash.ts';
import { afterReview } from './after-review.ts';
import { unlessDeclared } from './guards.ts';
import { type Decided, record } from './recorded.ts';

const LONGEST = 8000;

const someNames = (names: Readonly<Record<string, string>>) => (Object.keys(names).length > 0 ? { names } : {});

/**
 * Once, however many pin it; pinned again after it was taken back, it is reinstated by a revision, and what could not be
 * read before is filled in by one.
 */
export function decideCapture(
  state: IncidentState,
  input: {
    readonly message: ChatMessage;
    readonly by: string | null;
    /** Names of the addresses in its text. */
    readonly names?: Readonly<Record<string, string>>;
  },
  context: DecideContext,
): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  const { message, by, names = {} } = input;
  const text = takeWhole(message.text, LONGEST);
  const attachments = message.attachments.slice(0, 20).map(({ name, url }) => ({ name, url }));
  const before = capturedAs(state.captured, message.id);
  const canBeRead = text !== '' || attachments.length > 0;
  const fillsIn = before?.unread === true && canBeRead;
  if (before && !before.gone && !fillsIn) {
    return refuse('capture/there', `That message is on the timeline already, as #${before.seq}.`);
  }
  if (before) {
    return record(
      entryCorrected(
        {
          seq: before.seq,
          reason: before.gone ? 'put on the timeline again' : 'read from the menu of the message',
          ...(text !== '' && { text, ...someNames(names) }),
          ...(fillsIn && { attachments }),
          ...afterReview(state),
        },
        { revises: before.entry },
      ),
      context,
    );
  }
  return record(
    messageCaptured(
      {
        message: message.id,
        channel: message.channelId,
        text,
        attachments,
        by,
        ...someNames(names),
      },
      {
        when: { precision: 'second', at: Math.min(message.sentAt, context.now) },
        actor: { kind: 'person', id: message.authorId },
        source: { kind: 'message', permalink: message.permalink, correlationId: message.id },
      },
    ),
    context,
  );
}

export type CaptureChange =
  | {
      readonly type: 'edited';
      readonly text: string;
      /** Names of the addresses in it. */
      readonly names: Readonly<Record<string, string>>;
    }
  | { readonly type: 'deleted' }
  | { readonly type: 'withdrawn' };

/** What happens in chat to a captured message is a revision of its entry; what was captured stays readable. */
export function decideCaptureChange(
  state: IncidentState,
  messageId: string,
  change: CaptureChange,
  context: DecideContext,
): Decided {
  const mark = capturedAs(state.captured, messageId);
  if (!mark || mark.gone) return refuse('capture/none', 'That message is not on the timeline.');
  const { seq, entry: revises } = mark;
  const late = afterReview(state);
  if (change.type === 'withdrawn') {
    return record(entryRetracted({ seq, reason: 'the mark was taken back', ...late }, { revises }), context);
  }
  if (change.type === 'deleted') {
    // Marked as gone only by a mark taken back: what was said was said.
    return record(entryCorrected({ seq, reason: 'the message was deleted in chat', ...late }, { revises }), context);
  }
  if (textHash(takeWhole(change.text, LONGEST)) === mark.textHash) {
    return refuse('capture/same', 'Its words are the same.'); // Discord calls a link’s preview an edit
  }
  if (change.text === '') return refuse('capture/empty', 'Nothing can be read of it.');
  const text = takeWhole(change.text, LONGEST);
  return record(
    entryCorrected(
      { seq, text, ...someNames(change.names), reason: 'the message was edited in chat', ...late },
      { revises },
    ),
    context,
  );
}
