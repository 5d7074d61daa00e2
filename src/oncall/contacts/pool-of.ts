import { METHODS, type Method } from '../config/person.ts';

/** One kind of contact that hangs, a mail server say, holds up no other. A mention goes by Discord, as a direct message does. */
export const poolOf = (method: Method): string => `contact:${method === 'mention' ? 'discord' : method}`;

/** The same of a code: it goes to the contact that the claim is about (`contact.sms`), or else by mail. */
export const codePoolOf = (kind: string): string =>
  poolOf(METHODS.find((method) => kind === `contact.${method}`) ?? 'email');
