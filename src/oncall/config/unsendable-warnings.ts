import type { OnCallConfig } from './oncall.ts';
import type { Method } from './person.ts';
import type { OnCallSections, ReferenceFault } from './references.ts';

export const NO_MAIL_SERVER = 'no mail server is set up: add oncall: { email: … } to muster.yaml';
export const NO_TWILIO = 'no Twilio account is set up: add oncall: { twilio: … } to muster.yaml';

/** Contacts that nothing can be sent to: it would be found out at night, by the page that fails. One warning a remedy. */
export function* unsendableWarnings(
  { people }: Pick<OnCallSections, 'people'>,
  { email, twilio }: Pick<OnCallConfig, 'email' | 'twilio'>,
): Generator<ReferenceFault> {
  const told = new Set<string>();
  for (const [key, { contacts = [] }] of Object.entries(people)) {
    for (const [index, { method }] of contacts.entries()) {
      const missing = missingFor(method, email !== undefined, twilio !== undefined);
      if (missing === undefined || told.has(missing)) continue;
      told.add(missing);
      yield { path: ['people', key, 'contacts', index], message: `${method} reaches nobody: ${missing}` };
    }
  }
}

function missingFor(method: Method, mail: boolean, phone: boolean): string | undefined {
  if (method === 'email') return mail ? undefined : NO_MAIL_SERVER;
  if (method === 'sms' || method === 'call') return phone ? undefined : NO_TWILIO;
  return undefined;
}
