/**
 * So many characters are written at once, about. One string of more than 128 KB V8 counts as old at once, and a long export
 * of such strings fills memory until V8 looks through all of it.
 */
export const PIECE = 16_384;
