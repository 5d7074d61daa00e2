import type { Instant } from '../base/clock.ts';
import type { Message } from '../commands/message.ts';

/**
 * A public answer that Discord did not take in time, for the effect `answer.late`: its channel shows it as soon as it can,
 * also after a restart. Should the answer have got through all the same, it is found by the interaction's id.
 */
export type LateAnswer = {
  readonly channel: string;
  readonly interaction: string;
  readonly message: Omit<Message, 'files'>;
};

/**
 * An answer that nobody else may see, or that was to change the message whose button was pressed. What it said is neither
 * kept nor said anywhere else: its person is told only that what they did is recorded.
 */
export type MissedAnswer = {
  readonly person: string;
  readonly interaction: string;
  /** Where they did it; null in a direct message. */
  readonly channel: string | null;
  readonly at: Instant;
};

export const lateAnswer = (
  interaction: { readonly id: string; readonly channelId: string },
  message: Message,
): LateAnswer => ({
  channel: interaction.channelId,
  interaction: interaction.id,
  message: withoutFiles(message),
});

/** Files are not kept in the record: they can be asked for again, and nothing in them could be erased there. */
function withoutFiles({ files = [], ...message }: Message): Omit<Message, 'files'> {
  if (files.length === 0) return message;
  const gone = 'This comes late, and without its file: ask for it once more.';
  return {
    ...message,
    blocks: [...message.blocks.filter(({ type }) => type !== 'picture'), { type: 'text', text: [gone] }],
  };
}
