import { joined, person, type RichText, strong } from '../../base/rich-text.ts';
import type { OnCallParts } from '../parts.ts';

/** A person by their key of muster.yaml. */
export const shown = (key: string, parts: Pick<OnCallParts, 'people' | 'nameOf'>): RichText => {
  const discord = parts.people().byKey(key)?.discord;
  return discord === undefined ? [strong(parts.nameOf(key))] : [person(discord)];
};

export const shownAll = (keys: readonly string[], parts: Pick<OnCallParts, 'people' | 'nameOf'>): RichText =>
  keys.length === 0
    ? ['nobody']
    : joined(
        keys.map((key) => shown(key, parts)),
        ', ',
      );
