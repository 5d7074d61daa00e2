import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import type { Button } from '../../commands/message.ts';
import type { OfferedShift } from './entries.ts';

export const shiftWords = (shift: OfferedShift): RichText =>
  rich`${instant(shift.from, 'day')} to ${instant(shift.to, 'day')} (${strong(shift.schedule)})`;

export const requestButtons = (id: string): readonly (readonly Button[])[] => [
  [
    { label: 'Accept', action: 'oncall.request.accept', args: [id], style: 'success' },
    { label: 'Decline or withdraw', action: 'oncall.request.settle', args: [id] },
  ],
];
