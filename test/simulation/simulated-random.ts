import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** Numbers from 0 to 1 that follow from the seed alone (sfc32, https://pracrand.sourceforge.net/RNG_engines.txt). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const drawn = (((a + b) | 0) + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + drawn;
    return (drawn >>> 0) / 2 ** 32;
  };
  for (let n = 0; n < 15; n++) next();
  return next;
}

/** From now on everything in this process that draws by chance draws from a seed: ids, salts, jitter, masks. */
export function simulateRandom(): { seed(seed: number): void } {
  let random = seededRandom(0);
  const fill = <T extends NodeJS.ArrayBufferView>(view: T, offset = 0, size?: number): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const end = size === undefined ? bytes.length : offset + size;
    for (let n = offset; n < end; n++) bytes[n] = Math.floor(random() * 256);
    return view;
  };
  Math.random = () => random();
  Object.assign(crypto, {
    randomFillSync: fill,
    randomBytes: (size: number) => fill(Buffer.alloc(size)),
    randomInt: (least: number, most: number) => least + Math.floor(random() * (most - least)),
  });
  syncBuiltinESMExports();
  return {
    seed(seed) {
      random = seededRandom(seed);
    },
  };
}
