import { instant, type RichText, rich, strong } from '../base/rich-text.ts';
import { type Block, prose } from '../commands/message.ts';
import type { UpdateText } from './decide/update.ts';
import type { PlainMessage } from './effects.ts';
import { saidBy } from './said-by.ts';
import type { IncidentState, UntoldUpdate } from './state.ts';

/** Of the message that stands in the incident's channel: `seq` is what people call `#12`. */
export const updateTitle = (number: number, seq: number): RichText =>
  rich`📣 Update on incident ${number} (${strong(`#${seq}`)})`;

export const updateBlocks = ({ conditions, actions, needs }: UpdateText): readonly Block[] => [
  ...prose([strong('Conditions')], conditions),
  ...prose([strong('Actions')], actions),
  ...prose([strong('Needs')], needs),
];

/** What the incident's channel is told of updates that were given while it was not open yet. */
export const earlierUpdates = (
  { number, untold, untoldBefore }: Pick<IncidentState, 'number' | 'untold' | 'untoldBefore'>,
  nameOf: (id: string) => string | undefined,
): readonly PlainMessage[] => [
  ...(untoldBefore === 0 ? [] : [evenEarlier(number, untoldBefore)]),
  ...untold.map((update) => earlierUpdate(number, update, nameOf)),
];

const evenEarlier = (number: number, count: number): PlainMessage => ({
  blocks: [
    {
      type: 'text',
      text: rich`📣 ${count === 1 ? 'An update' : `${count} updates`} more came before these, while this channel was not open. The timeline has all of them.`,
    },
  ],
  buttons: [[{ label: 'Timeline', action: 'incident.timeline', args: [String(number)] }]],
});

const earlierUpdate = (
  number: number,
  update: UntoldUpdate,
  nameOf: (id: string) => string | undefined,
): PlainMessage => ({
  title: updateTitle(number, update.seq),
  blocks: updateBlocks(update),
  footer: rich`from ${saidBy(update.by, nameOf)}, ${instant(update.at, 'date-time')}, before this channel was open`,
});
