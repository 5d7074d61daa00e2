import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A package of `@expo-google-fonts` and the weights of it that are drawn. */
type Font = readonly [name: string, ...weights: readonly string[]];

/** Always there; the renderer falls back from one to the next. */
const COMMON: readonly Font[] = [
  ['noto-sans', '400Regular', '700Bold'],
  ['noto-emoji', '400Regular'],
];

/** What Noto Sans itself draws needs nothing more. */
const IN_COMMON = [
  /\p{Script=Common}/u,
  /\p{Script=Inherited}/u,
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
];

/** Han and kana are optional: `npm install --omit=optional` leaves their 90 MB out, and the system's fonts step in. */
const BY_SCRIPT: readonly (readonly [script: RegExp, font: Font])[] = [
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u, ['noto-sans-sc', '400Regular']],
  [/\p{Script=Hangul}/u, ['nanum-gothic', '400Regular']],
  [/\p{Script=Arabic}/u, ['noto-sans-arabic', '400Regular']],
  [/\p{Script=Hebrew}/u, ['noto-sans-hebrew', '400Regular']],
  [/\p{Script=Devanagari}/u, ['noto-sans-devanagari', '400Regular']],
  [/\p{Script=Bengali}/u, ['noto-sans-bengali', '400Regular']],
  [/\p{Script=Gurmukhi}/u, ['noto-sans-gurmukhi', '400Regular']],
  [/\p{Script=Gujarati}/u, ['noto-sans-gujarati', '400Regular']],
  [/\p{Script=Oriya}/u, ['noto-sans-oriya', '400Regular']],
  [/\p{Script=Tamil}/u, ['noto-sans-tamil', '400Regular']],
  [/\p{Script=Telugu}/u, ['noto-sans-telugu', '400Regular']],
  [/\p{Script=Kannada}/u, ['noto-sans-kannada', '400Regular']],
  [/\p{Script=Malayalam}/u, ['noto-sans-malayalam', '400Regular']],
  [/\p{Script=Sinhala}/u, ['noto-sans-sinhala', '400Regular']],
  [/\p{Script=Thai}/u, ['noto-sans-thai', '400Regular']],
  [/\p{Script=Lao}/u, ['noto-sans-lao', '400Regular']],
  [/\p{Script=Khmer}/u, ['noto-sans-khmer', '400Regular']],
  [/\p{Script=Myanmar}/u, ['noto-sans-myanmar', '400Regular']],
  [/\p{Script=Tibetan}/u, ['noto-serif-tibetan', '400Regular']],
  [/\p{Script=Ethiopic}/u, ['noto-sans-ethiopic', '400Regular']],
  [/\p{Script=Georgian}/u, ['noto-sans-georgian', '400Regular']],
  [/\p{Script=Armenian}/u, ['noto-sans-armenian', '400Regular']],
];

const known = new RegExp(
  `^(?:${[...IN_COMMON, ...BY_SCRIPT.map(([script]) => script)].map(({ source }) => source).join('|')})*$`,
  'u',
);

/** The fonts that a text is drawn with. */
export interface Fonts {
  /** Paths of TrueType files, in the order of fallback. */
  readonly files: readonly string[];
  /** Whether something in the text is in none of them. */
  readonly system: boolean;
}

/** Only what the text needs: reading a font of ten megabytes for a picture without a word of it would be a waste. */
export function fontsFor(text: string): Fonts {
  const wanted = BY_SCRIPT.filter(([script]) => script.test(text)).map(([, font]) => filesOf(font));
  return {
    files: [...COMMON.flatMap(filesOf), ...wanted.flat()],
    system: !known.test(text) || wanted.some((files) => files.length === 0),
  };
}

const require = createRequire(import.meta.url);
const found = new Map<string, readonly string[]>();

function filesOf([name, ...weights]: Font): readonly string[] {
  let files = found.get(name);
  if (!files) {
    files = find(name, weights);
    found.set(name, files);
  }
  return files;
}

function find(name: string, weights: readonly string[]): readonly string[] {
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
