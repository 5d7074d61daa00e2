/** `gone`: taken back. `unread`: neither words nor files of it could be read. */
export type CapturedMessage = {
  readonly entry: string;
  readonly seq: number;
  readonly gone: boolean;
  readonly unread?: boolean;
  readonly textHash: string;
};

type Branch<T> = Readonly<Record<string, T>>;

/**
 * By four digits of the message's id, one after the other, then by the id: one more message copies some ten keys of each
 * branch, and not those of all that were captured, of which there may be a hundred thousand.
 */
export type CapturedMessages = Branch<Branch<Branch<Branch<Branch<CapturedMessage>>>>>;

/** Of a snowflake, whose last digits are often alike. */
const digitsOf = (message: string) => [message.at(-7), message.at(-6), message.at(-5), message.at(-4)].map(String);

export function capturedAs(captured: CapturedMessages, message: string): CapturedMessage | undefined {
  const [a = '', b = '', c = '', d = ''] = digitsOf(message);
  return captured[a]?.[b]?.[c]?.[d]?.[message];
}

const set = <T>(branch: Branch<T> | undefined, key: string, to: (before: T | undefined) => T): Branch<T> => ({
  ...branch,
  [key]: to(branch?.[key]),
});

export function withCaptured(captured: CapturedMessages, message: string, mark: CapturedMessage): CapturedMessages {
  const [a = '', b = '', c = '', d = ''] = digitsOf(message);
  const leaf = (marks: Branch<CapturedMessage> | undefined) => set(marks, message, () => mark);
  return set(captured, a, (inA) => set(inA, b, (inB) => set(inB, c, (inC) => set(inC, d, leaf))));
}

const inside = <T>(branches: readonly Branch<T>[]): readonly T[] => branches.flatMap((branch) => Object.values(branch));

/** In groups, by their messages' ids. */
export const groupsOf = (captured: CapturedMessages): readonly Branch<CapturedMessage>[] =>
  inside(inside(inside(inside([captured]))));

/** The message that an entry captured. `likely`: what its revision names as its cause, which spares looking through all. */
export function messageCapturedBy(
  captured: CapturedMessages,
  entry: string | null,
  likely: string | undefined,
): readonly [message: string, mark: CapturedMessage] | undefined {
  const mark = likely === undefined ? undefined : capturedAs(captured, likely);
  if (likely !== undefined && mark?.entry === entry) return mark && [likely, mark];
  for (const marks of groupsOf(captured))
    for (const [message, one] of Object.entries(marks)) if (one.entry === entry) return [message, one];
  return undefined;
}
