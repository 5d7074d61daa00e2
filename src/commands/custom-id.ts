/** Where a button, menu or form of ours leads: `v1:incident.resolve:42`. It keeps working after any restart. */
export interface CustomId {
  readonly action: string;
  readonly args: readonly string[];
}

/** Discord's limit. */
const LONGEST = 100;
const VERSION = 'v1';

const escapePart = (part: string): string => part.replace(/[%:#]/g, (mark) => encodeURIComponent(mark));

/**
 * The custom id for an action. `copy` tells apart buttons that lead to the same place in one message, where Discord
 * wants each id once. Throws when it does not fit into 100 characters: args are ids, not texts.
 */
export function encodeCustomId({ action, args }: CustomId, copy = 0): string {
  const id = [VERSION, action, ...args].map(escapePart).join(':') + (copy > 0 ? `#${copy}` : '');
  if (id.length > LONGEST) throw new RangeError(`The custom id of ${action} is ${id.length} characters long: ${id}`);
  return id;
}

/** What it says; undefined for one that is not ours, or of a version that this Muster does not know. */
export function decodeCustomId(customId: string): CustomId | undefined {
  const [version, ...parts] = customId.replace(/#\d*$/, '').split(':');
  if (version !== VERSION) return undefined;
  try {
    const [action, ...args] = parts.map((part) => decodeURIComponent(part));
    return action === undefined || action === '' ? undefined : { action, args };
  } catch {
    return undefined; // malformed percent escapes: not written by us
  }
}
