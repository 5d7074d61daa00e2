import { instant, type RichText, rich, strong } from '../base/rich-text.ts';
import { type Block, prose } from '../commands/message.ts';
import type { UpdateText } from './decide/update.ts';
import type { PlainMessage } from './effects.ts';
import { saidBy } from './said-by.ts';
import type { UntoldUpdate } from './state.ts';

/** Of the message that stands in the incident's channel: `seq` is what people call `#12`. */
export const updateTitle = (number: number, seq: number): RichText =>
  rich`📣 Update on incident ${number} (${strong(`#${seq}`)})`;

export const updateBlocks = ({ conditions, actions, needs }: UpdateText): readonly Block[] => [
  ...prose([strong('Conditions')], conditions),
  ...prose([strong('Actions')], actions),
  ...prose([strong('Needs')], needs),
];

/** What the incident's channel is told of an update that was given while it was not open yet. */
export const earlierUpdate = (
  number: number,
  update: UntoldUpdate,
  nameOf: (id: string) => string | undefined,
): PlainMessage => ({
  title: updateTitle(number, update.seq),
  blocks: updateBlocks(update),
  footer: rich`from ${saidBy(update.by, nameOf)}, ${instant(update.at, 'date-time')}, before this channel was open`,
});
