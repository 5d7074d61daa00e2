interface Marks extends Record<string, string> {
  /** Set once this browser has looked as this person. */
  started: string;
}

const keyOf = (me: string): string => `read:${me}`;

const isMarks = (value: unknown): value is Marks => typeof value === 'object' && value !== null;

/** The last message read by channel, in this browser; empty where storage is not allowed. */
export function rememberedRead(me: string): Readonly<Marks> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(me)) ?? '{}');
    return isMarks(stored) ? stored : { started: '' };
  } catch {
    return { started: '' };
  }
}

export function rememberRead(me: string, channelId: string, messageId: string): void {
  try {
    localStorage.setItem(keyOf(me), JSON.stringify({ ...rememberedRead(me), started: '1', [channelId]: messageId }));
  } catch {
    // Private windows may refuse storage; then everything is read anew next time.
  }
}
