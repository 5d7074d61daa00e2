import { randomFillSync } from 'node:crypto';
import type { Instant } from './clock.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TIME_DIGITS = 8; // 62^8 ms reach the year 8888
const RANDOM_DIGITS = 14; // 83 bits

/** Random bytes are drawn and written as digits in bulk: one by one, that would cost more than the rest of an id. */
const bytes = Buffer.alloc(4096);
let digits = '';
let used = 0;

/** Many ids are made in the same millisecond, which is written once. */
let latest = { at: -1, text: '' };

/**
 * A unique id of 22 characters [0-9A-Za-z], sortable by time in plain byte order.
 * It fits a Discord nonce (25 characters) and a custom id (100).
 */
export function newId(now: Instant): string {
  if (latest.at !== now) latest = { at: now, text: timeDigits(now) };
  return latest.text + randomDigits(RANDOM_DIGITS);
}

function timeDigits(instant: Instant): string {
  let text = '';
  for (let rest = instant; text.length < TIME_DIGITS; rest = Math.floor(rest / 62)) {
    text = DIGITS.charAt(rest % 62) + text;
  }
  return text;
}

/** `count` characters [0-9A-Za-z] from the system's random source: for secrets and tokens, 5.95 bits each. */
export function randomDigits(count: number): string {
  while (digits.length - used < count) {
    digits = digits.slice(used) + drawDigits();
    used = 0;
  }
  return digits.slice(used, (used += count));
}

function drawDigits(): string {
  randomFillSync(bytes);
  let drawn = 0;
  for (const byte of bytes) {
    if (byte < 248) bytes[drawn++] = DIGITS.charCodeAt(byte % 62); // 248 = 4 * 62: no digit is likelier than another
  }
  return bytes.toString('latin1', 0, drawn);
}

export const ID_PATTERN = /^[0-9A-Za-z]{22}$/;
