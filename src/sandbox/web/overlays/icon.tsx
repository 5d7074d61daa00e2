import type { JSX } from 'preact';

/** Drawn for this page, on a grid of 24. */
const PATHS = {
  threads: 'M6 4v10a4 4 0 0 0 4 4h8M6 9h8m4 9-3-3m3 3-3 3m-1-14h4',
  pins: 'M9 3h6l-1 7 4 4H6l4-4-1-7Zm3 11v7',
  members:
    'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 9c0-4 3-6 7-6s7 2 7 6m0-16.5a4 4 0 0 1 0 7M18 14.500c2.500.600 4 2.500 4 5.500',
  workbench:
    'M4 6h9m5 0h2M4 12h3m5 0h8M4 18h9m5 0h2M15.500 8.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400Zm-6 6a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400Zm6 6a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400Z',
  sun: 'M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9ZM12 2v2.500m0 15V22M2 12h2.500m15 0H22M5 5l1.700 1.700m10.600 10.600L19 19M5 19l1.700-1.700M17.300 6.700 19 5',
  moon: 'M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500Z',
  leave: 'M7 17 17 7M9 7h8v8',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13Zm5-1.500L21 21',
  go: 'M13 5h6v14h-6M4 12h11m-4-4 4 4-4 4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'm6 6 12 12M18 6 6 18',
  send: 'M4 12 20 4l-5 16-3.500-6.500L4 12Zm7.500 1.500L20 4',
  attach: 'M12 5v14M5 12h14',
  smile:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-4-7c.800 1.800 2.200 2.700 4 2.700s3.200-.900 4-2.700M9 9.500v.1m6-.1v.1',
  reply: 'M9 6 4 11l5 5m-5-5h10a6 6 0 0 1 6 6v2',
  edit: 'm4 20 1-4L16 5l3 3L8 19l-4 1Zm10-13 3 3',
  more: 'M5.500 12h.1m6.400 0h.1m6.400 0h.1',
  lock: 'M6 11h12v9H6v-9Zm2.500 0V8a3.500 3.500 0 0 1 7 0v3',
  before: 'm15 5-7 7 7 7',
  next: 'm9 5 7 7-7 7',
  window: 'M4 8h11v11H4V8Zm5 0V4h11v11h-5',
} as const;

export const Icon = ({ name, size = 20 }: { name: keyof typeof PATHS; size?: number }): JSX.Element => (
  <svg class="drawn" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
