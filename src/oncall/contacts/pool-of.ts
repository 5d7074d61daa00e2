import type { Method } from '../config/person.ts';

/** One kind of contact that hangs, a mail server say, holds up no other. A mention goes by Discord, as a direct message does. */
export const poolOf = (method: Method): string => `contact:${method === 'mention' ? 'discord' : method}`;
