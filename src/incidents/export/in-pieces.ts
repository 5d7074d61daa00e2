/**
 * So many characters are written at once, about. One string of more than 128 KB V8 counts as old at once, and a long export
 * of such strings fills memory until V8 looks through all of it.
 */
const PIECE = 16_384;

/** The texts of all, one behind the other, in strings of about that length. A generator's turn for each line would be felt. */
export async function* inPieces<T>(all: AsyncIterable<T>, textOf: (one: T) => string): AsyncGenerator<string> {
  let piece = '';
  for await (const one of all) {
    piece += textOf(one);
    if (piece.length > PIECE) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}
