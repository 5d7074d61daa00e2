import type { Method } from './person.ts';
import type { OnCallSections, ReferenceFault } from './references.ts';

/** What carries a link, or is answered by pressing 1: the only ways to answer while Discord is down. */
const LINKED: ReadonlySet<Method> = new Set(['ntfy', 'email', 'sms', 'call', 'webhook']);

/** Contacts that can only be answered in Discord, as nobody knows Muster's own address. One warning is enough. */
export function* linklessWarnings(
  { people }: Pick<OnCallSections, 'people'>,
  publicUrl: string | undefined,
): Generator<ReferenceFault> {
  if (publicUrl !== undefined) return;
  for (const [key, { contacts = [] }] of Object.entries(people)) {
    const index = contacts.findIndex(({ method }) => LINKED.has(method));
    if (index < 0) continue;
    yield {
      path: ['people', key, 'contacts', index],
      message:
        'mails, text messages, ntfy and webhooks carry no link to acknowledge with, and calls take no pressed 1, so that a page is answered in Discord alone: set MUSTER_PUBLIC_URL=https://… where Muster can be reached',
    };
    return;
  }
}
