import { isDiscordId } from './effects.ts';

/** Who said something, where a mention cannot stand: by name, or that nobody here knows it. */
export const saidBy = (id: string | null, nameOf: (id: string) => string | undefined): string => {
  const known = id === null ? undefined : nameOf(id);
  return known ?? (id !== null && isDiscordId(id) ? 'somebody' : 'the command line');
};
