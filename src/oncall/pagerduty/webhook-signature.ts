import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `X-PagerDuty-Signature` (`v1=hex[,v1=hex]`) has an HMAC-SHA256 of the raw body by any of the secrets: several
 * of both while one is being exchanged for another. Compared in constant time; other versions are passed over.
 */
export function isSignedByPagerDuty(header: string | null, rawBody: Uint8Array, secrets: readonly string[]): boolean {
  if (header === null || rawBody.length === 0) return false;
  const given = header.split(',').flatMap((part) => {
    const hex = /^v1=([0-9a-f]{64})$/i.exec(part.trim())?.[1];
    return hex === undefined ? [] : [Buffer.from(hex, 'hex')];
  });
  let matches = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(rawBody).digest();
    for (const digest of given) matches = timingSafeEqual(digest, expected) || matches;
  }
  return matches;
}
