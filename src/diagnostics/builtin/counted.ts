/** `1 record`, `7 records`, `1,204 rows`. */
export const counted = (count: number, what: string, more = `${what}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? what : more}`;
