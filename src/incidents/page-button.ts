import type { Button } from '../commands/message.ts';

/** Under what is too large, or better read in a browser. Pressed, it whispers a link that only works as its presser. */
export const pageLinkButton = (number: number): Button => ({
  label: 'Open in a browser',
  action: 'incident.page',
  args: [String(number)],
});
