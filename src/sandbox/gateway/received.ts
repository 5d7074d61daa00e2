import type { RawData } from 'ws';
import type { Instant } from '../../base/clock.ts';
import { parsePayload, type UpPayload } from './payload.ts';

const LARGEST_UP_BYTES = 4096;
const SHOWN_CHARACTERS = 500;
const MOST_UP_EVENTS = 120;
const UP_WINDOW_MS = 60_000;

/** With which code, and why, a connection is closed. */
export interface Closing {
  readonly code: number;
  readonly why: string;
}

const UNREADABLE: Closing = { code: 4002, why: 'Error while decoding payload.' };

/** Reads what one connection sends: at most 4 KiB each, 120 a minute. */
export function receiver(now: () => Instant): (data: RawData, binary: boolean) => UpPayload | Closing {
  const received: Instant[] = [];
  return (data, binary) => {
    const text = textOf(data);
    if (binary || text.length > LARGEST_UP_BYTES) return UNREADABLE;
    const at = now();
    while (received[0] !== undefined && at - received[0] > UP_WINDOW_MS) received.shift();
    received.push(at);
    if (received.length > MOST_UP_EVENTS) return { code: 4008, why: 'You are being rate limited.' };
    return parsePayload(text) ?? UNREADABLE;
  };
}

/** What was sent and not taken, as the panel of frames shows it: its beginning, without the bot's token. */
export const beginningOf = (data: RawData, token: string): string =>
  textOf(data).replaceAll(token, '[masked]').slice(0, SHOWN_CHARACTERS);

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
