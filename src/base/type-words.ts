/** What a value of muster.yaml is, in the words of who wrote it. */
const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a section of keys',
  record: 'a section of keys',
  null: 'nothing',
  undefined: 'nothing',
  NaN: 'no number',
  Date: 'a date',
};

const wordOf = (type: string): string => WORDS[type] ?? type;

/** zod's "Invalid input: expected string, received array" as `is a list here, where text is meant`; any other message as it is. */
export function plainTypes(message: string): string {
  const [, expected, received] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  return expected === undefined || received === undefined
    ? message
    : `is ${wordOf(received)} here, where ${wordOf(expected)} is meant`;
}
