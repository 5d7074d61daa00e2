import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../base/clock.ts';
import { type Result, ok, refuse } from '../base/result.ts';

/** Who may follow a link, and until when. It opens everything that this person may see, and nothing else. */
export interface LinkGrant {
  /** The person's opaque id, as in `Viewer.id`. */
  readonly person: string;
  readonly expiresAt: Instant;
  /** What it opens: `pages` (incidents and on-call, read only) or `calendar:SCHEDULE`. */
  readonly scope: string;
}

const HEX_64 = /^[0-9a-f]{64}$/;

const signature = (secret: string, { person, expiresAt, scope }: LinkGrant): string =>
  createHmac('sha256', secret)
    .update(JSON.stringify(['muster.link/1', scope, person, expiresAt]))
    .digest('hex');

/** `person=…&expires=…&signature=…`, to be put behind any page's path. */
export function signLink(secret: string, grant: LinkGrant): string {
  return new URLSearchParams({
    person: grant.person,
    expires: String(grant.expiresAt),
    signature: signature(secret, grant),
  }).toString();
}

/** Checks signature before age, in constant time. Refuses `link/invalid` and `link/expired`. */
export function verifyLink(secret: string, scope: string, query: URLSearchParams, now: Instant): Result<LinkGrant> {
  const person = query.get('person') ?? '';
  const expiresAt = Number(query.get('expires') ?? 'none');
  const given = query.get('signature') ?? '';
  const invalid = refuse('link/invalid', 'This link is not complete. Ask Muster for a new one: /incident show.');
  if (person === '' || !Number.isSafeInteger(expiresAt) || !HEX_64.test(given)) return invalid;
  const grant = { person, expiresAt, scope };
  if (!timingSafeEqual(Buffer.from(signature(secret, grant)), Buffer.from(given))) return invalid;
  return now >= expiresAt
    ? refuse('link/expired', 'This link has expired. Ask Muster for a new one: /incident show.')
    : ok(grant);
}
