import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Fonts by package, in the order of fallback, and the weights that are drawn. */
const FONTS: readonly (readonly [name: string, weights: readonly string[]])[] = [
  ['noto-sans', ['400Regular', '700Bold']],
  ['noto-sans-arabic', ['400Regular']],
  ['noto-sans-hebrew', ['400Regular']],
  ['noto-sans-devanagari', ['400Regular']],
  ['noto-emoji', ['400Regular']],
];
/** Optional: `npm install --omit=optional` leaves its 90 MB out, and the system's fonts step in. */
const HAN = ['noto-sans-sc', ['400Regular']] as const;
const SHIPPED_SCRIPTS =
  /^[\p{Script=Common}\p{Script=Inherited}\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}]*$/u;
const HAN_SCRIPTS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

const require = createRequire(import.meta.url);
const found = new Map<string, readonly string[]>();

function fontFiles([name, weights]: (typeof FONTS)[number]): readonly string[] {
  let files = found.get(name);
  if (!files) {
    files = filesOf(name, weights);
    found.set(name, files);
  }
  return files;
}

function filesOf(name: string, weights: readonly string[]): readonly string[] {
  let folder: string;
  try {
    folder = dirname(require.resolve(`@expo-google-fonts/${name}/package.json`));
  } catch {
    return []; // an optional one that was left out
  }
  return weights.flatMap((weight) => {
    const inner = join(folder, weight);
    if (!existsSync(inner)) return [];
    return readdirSync(inner).flatMap((file) => (file.endsWith('.ttf') ? [join(inner, file)] : []));
  });
}

/**
 * Draws an SVG as PNG. The renderer and the fonts are loaded at the first call, and the large or foreign fonts only for
 * text that needs them. Throws when the SVG is not well-formed, which is a bug of the picture.
 */
export async function toPng(svg: string): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const foreign = !SHIPPED_SCRIPTS.test(svg);
  const files = FONTS.flatMap(fontFiles);
  const image = await renderAsync(svg, {
    font: {
      fontFiles: foreign && HAN_SCRIPTS.test(svg) ? [...files, ...fontFiles(HAN)] : files,
      loadSystemFonts: foreign,
      defaultFontFamily: 'Noto Sans',
    },
  });
  return image.asPng();
}
