import type { Finding } from '../plugin.ts';

/** How much was found, where a verdict would stand: whether that is good or bad, only who asked knows. */
export const count = (said: string, next?: string): Finding => ({
  id: 'count',
  type: 'text',
  text: next === undefined ? said : `${said}\n${next}`,
});
