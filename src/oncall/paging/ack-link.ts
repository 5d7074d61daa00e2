import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../base/clock.ts';

/** How long a link in a mail or a text message can be used. */
const VALID_MS = 7 * 86_400_000;

/** `page.person.expiry.signature`, each safe in an address: who holds it acknowledges that page as that person. */
export function signAckToken(key: string, stream: string, personId: string, now: Instant): string {
  const claim = `${stream}.${Buffer.from(personId).toString('base64url')}.${(now + VALID_MS).toString(36)}`;
  return `${claim}.${mac(key, claim)}`;
}

export function readAckToken(
  key: string,
  token: string,
  now: Instant,
): { readonly stream: string; readonly personId: string } | undefined {
  const [stream = '', person = '', expiry = '', signature = ''] = token.split('.');
  const expected = Buffer.from(mac(key, `${stream}.${person}.${expiry}`));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  if (!(parseInt(expiry, 36) > now)) return undefined;
  return { stream, personId: Buffer.from(person, 'base64url').toString() };
}

const mac = (key: string, claim: string): string =>
  createHmac('sha256', key).update(`ack.${claim}`).digest('base64url');
