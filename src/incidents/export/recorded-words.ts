import type { Precision, SOURCES } from '../../timeline/entry.ts';

type SourceKind = (typeof SOURCES)[number];

/** Behind who recorded it: how. */
export const RECORDED_BY: Readonly<Record<SourceKind, string>> = {
  command: ' by a command',
  button: ' by a button',
  modal: ' in a form',
  menu: ' by a message’s menu',
  reaction: ' by a reaction',
  message: ' from a message',
  webhook: ' when another system reported it',
  timer: ' at a set time',
  effect: ' once it was done',
  api: ' over the interface for programs',
  cli: ' at the command line',
  import: ' by an import',
};

/** How exact its time is. */
export const EXACTNESS: Readonly<Record<Precision, string>> = {
  second: '; the time is exact to the second',
  minute: '; the time is exact to the minute',
  approximate: '; the time is approximate',
  'order-only': '; the time is unknown, only what it came after',
};
