import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../base/clock.ts';
import { type Result, ok, refuse } from '../base/result.ts';

/** A signed message older or newer than this is refused: it may be a recording. */
export const SIGNATURE_TOLERANCE_MS = 300_000;

const macOf = (secret: string, context: string, seconds: string, body: Uint8Array): Buffer =>
  createHmac('sha256', secret)
    .update(context === '' ? `${seconds}.` : `${context}.${seconds}.`)
    .update(body)
    .digest();

/**
 * `t=1789000000,v1=<hex>`: HMAC-SHA-256 over `context.t.body`. The context (a run's id) keeps what was signed for one
 * run from being played to another; empty, it is left out.
 */
export function sign(secret: string, context: string, body: Uint8Array, now: Instant): string {
  const seconds = String(Math.floor(now / 1000));
  return `t=${seconds},v1=${macOf(secret, context, seconds, body).toString('hex')}`;
}

/** Whether `header` signs the body as it arrived, byte by byte. Refuses `signature/missing`, `signature/old`, `signature/wrong`. */
export function verifySignature(
  header: string | undefined,
  secret: string,
  context: string,
  body: Uint8Array,
  now: Instant,
): Result<null> {
  const parts = new Map((header ?? '').split(',').map((part) => splitOnce(part.trim())));
  const [seconds, given] = [parts.get('t') ?? '', parts.get('v1') ?? ''];
  if (!/^\d{1,12}$/.test(seconds) || !/^[0-9a-f]{64}$/.test(given))
    return refuse('signature/missing', 'The signature is missing, or not of the form t=SECONDS,v1=HEX.');
  const right = macOf(secret, context, seconds, body);
  if (!timingSafeEqual(right, Buffer.from(given, 'hex')))
    return refuse(
      'signature/wrong',
      'The signature does not fit the body: is it signed with the same secret, over the raw bytes?',
    );
  if (Math.abs(now - Number(seconds) * 1000) > SIGNATURE_TOLERANCE_MS)
    return refuse('signature/old', 'The signature is older than five minutes: compare the clocks, and sign anew.');
  return ok(null);
}

function splitOnce(part: string): readonly [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}
