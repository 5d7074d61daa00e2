import { type RichText, person, strong } from '../../base/rich-text.ts';

export const isDiscordId = (id: string): boolean => /^\d{17,20}$/.test(id);

/** People by opaque id: anybody who is not on Discord by their key, so no mention. */
export const who = (id: string): RichText => (isDiscordId(id) ? [person(id)] : [strong(id)]);
