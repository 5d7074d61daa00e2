import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import { type Block, type Button, type Message, paragraph } from '../../commands/message.ts';
import type { OnCallParts } from '../parts.ts';
import type { OfferedShift } from './entries.ts';
import type { OpenRequest } from './register.ts';
import { shown } from './shown.ts';

type Shows = Pick<OnCallParts, 'people' | 'nameOf'>;

export const shiftWords = (shift: OfferedShift): RichText =>
  rich`${instant(shift.from, 'day')} to ${instant(shift.to, 'day')} (${strong(shift.schedule)})`;

export const requestButtons = (id: string): readonly (readonly Button[])[] => [
  [
    { label: 'Accept', action: 'oncall.request.accept', args: [id], style: 'success' },
    { label: 'Decline or withdraw', action: 'oncall.request.settle', args: [id] },
  ],
];

/** Takes back what was made under that id, in whichever schedules. */
export const takeBackButton = (schedule: string, id: string): Button => ({
  label: 'Take it back',
  action: 'oncall.override.cancel',
  args: [schedule, id],
});

/** What became of a request, wherever it stands. `made` is the id of what the taker's word made. */
export const acceptedMessage = (
  open: OpenRequest,
  taker: string,
  made: string,
  now: number,
  parts: Shows,
): Omit<Message, 'files'> => ({
  tone: 'good',
  title: [open.type === 'swap' ? 'Swapped' : 'Covered'],
  blocks: acceptedBlocks(open, taker, now, parts),
  // Where "Accept" stood nothing can be pressed: the second click of two would undo the first.
  buttons: [
    [{ label: 'Accepted', action: 'oncall.request.accept', args: [open.id], style: 'success', disabled: true }],
    [takeBackButton(open.type === 'swap' ? open.mine.schedule : open.shift.schedule, made)],
  ],
});

function acceptedBlocks(open: OpenRequest, taker: string, now: number, parts: Shows): Block[] {
  if (open.type === 'cover') {
    const { shift } = open;
    const left = { ...shift, from: Math.max(shift.from, now) };
    return [
      {
        type: 'text',
        text: rich`${shown(taker, parts)} covers for ${shown(shift.person, parts)}: ${shiftWords(left)}.`,
      },
    ];
  }
  const { mine, theirs } = open;
  return [
    { type: 'text', text: rich`${shown(taker, parts)} accepted. The schedule is changed:` },
    {
      type: 'list',
      items: [
        rich`${shown(theirs.person, parts)} is on call ${shiftWords(mine)}`,
        rich`${shown(mine.person, parts)} is on call ${shiftWords(theirs)}`,
      ],
    },
  ];
}

/** Declined, or withdrawn by who asked: as it stays to be read. */
export function settledMessage(open: OpenRequest, by: string, parts: Shows): Message {
  const asker = open.type === 'swap' ? open.mine.person : open.shift.person;
  const what =
    open.type === 'cover'
      ? rich`cover for ${shown(open.shift.person, parts)}, ${shiftWords(open.shift)}`
      : rich`${shown(open.mine.person, parts)}’s ${shiftWords(open.mine)} for ${shown(open.theirs.person, parts)}’s ${shiftWords(open.theirs)}`;
  return paragraph(rich`${shown(by, parts)} ${by === asker ? 'withdrew' : 'declined'}: ${what}. Nothing was changed.`);
}
