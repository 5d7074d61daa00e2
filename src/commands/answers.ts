/** What was filled into a form, or chosen from a menu, by the field's name. From outside: hostile until parsed. */
export type Answers = Readonly<Record<string, readonly string[]>>;

/** The answer to one field, trimmed; empty when it was left out. */
export const answered = (fields: Answers, name: string): string => fields[name]?.[0]?.trim() ?? '';
