import { randomFillSync } from 'node:crypto';
import type { Instant } from './clock.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TIME_DIGITS = 8; // 62^8 ms reach the year 8888
const RANDOM_DIGITS = 14; // 83 bits

/** Random bytes are drawn in bulk: a system call an id would cost more than the rest of it. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/**
 * A unique id of 22 characters [0-9A-Za-z], sortable by time in plain byte order.
 * It fits a Discord nonce (25 characters) and a custom id (100).
 */
export function newId(now: Instant): string {
  let time = '';
  for (let rest = now, n = 0; n < TIME_DIGITS; n++) {
    time = DIGITS.charAt(rest % 62) + time;
    rest = Math.floor(rest / 62);
  }
  return time + randomDigits(RANDOM_DIGITS);
}

/** `count` characters [0-9A-Za-z] from the system's random source: for secrets and tokens, 5.95 bits each. */
export function randomDigits(count: number): string {
  let text = '';
  while (text.length < count) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used++] ?? 0;
    if (byte < 248) text += DIGITS.charAt(byte % 62); // 248 = 4 * 62: no digit is likelier than another
  }
  return text;
}

export const ID_PATTERN = /^[0-9A-Za-z]{22}$/;
