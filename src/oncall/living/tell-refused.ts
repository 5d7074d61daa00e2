import { newId } from '../../base/ids.ts';
import { ok } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { OnCallParts } from '../parts.ts';
import { onCallRegister } from './register.ts';

const MOST_LISTED = 10;

/** Whoever saves a file in an editor looks at the chat, not at a log: what was not taken is said there. */
export function createTellRefused(parts: Pick<OnCallParts, 'timeline' | 'clock' | 'config'>) {
  let last = '';
  /** Without sentences it was taken: told to those who were told that it was not. */
  return async (sentences: readonly string[]): Promise<void> => {
    const said = sentences.join('\n');
    if (said === last) return;
    last = said;
    const cause: Cause = {
      causeId: `refused:${newId(parts.clock.now())}`,
      actor: { kind: 'muster', id: 'muster' },
      source: { kind: 'import' },
    };
    const more = sentences.length - MOST_LISTED;
    const items = [
      ...sentences.slice(0, MOST_LISTED).map((sentence) => [sentence.slice(0, 500)]),
      ...(more > 0 ? [[`and ${more} more`]] : []),
    ];
    const taken = {
      tone: 'good',
      title: ['The configuration is taken'],
      blocks: [{ type: 'text', text: ['What was wrong with it is repaired, and it is in force now.'] }],
    };
    const message =
      sentences.length === 0
        ? taken
        : {
            tone: 'bad',
            title: ['The changed configuration was not taken'],
            blocks: [
              { type: 'list', items },
              { type: 'text', text: ['Nothing of it was changed: what was right before stays in force.'] },
            ],
          };
    await parts.timeline.change(ORGANISATION, onCallRegister, cause, () =>
      ok({
        entries: [],
        effects: [
          { kind: 'message.post', lane: 'oncall:reload', payload: { channel: parts.config().channel, message } },
        ],
        answer: null,
      }),
    );
  };
}
