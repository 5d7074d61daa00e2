/** Pictures that a browser draws without running anything; every other file is downloaded. */
export const SHOWN_PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
