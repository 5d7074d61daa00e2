import { timingSafeEqual } from 'node:crypto';

/** Whether somebody named the secret that is meant, in a time that does not tell how much of it was right. */
export function isSecret(given: string | null | undefined, secret: string | undefined): boolean {
  if (typeof given !== 'string' || secret === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
