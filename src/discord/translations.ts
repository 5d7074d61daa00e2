import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../base/package-root.ts';
import type { Translate } from './registration.ts';

const FOLDER = join(packageRoot, 'locales');

/** The declarations' English sentences, and what they say in the language. */
const localeSchema = z.record(z.string(), z.string().min(1));

/**
 * `locales/fr.json` and its like, by Discord's names of languages: what Discord shows beside commands and options to whoever
 * uses it in that language. What a file does not have stays English.
 */
export function readTranslations(): Translate {
  const languages = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const texts = localeSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
      return { locale: basename(file, '.json'), texts: new Map(Object.entries(texts)) };
    });
  return (english) =>
    Object.fromEntries(
      languages.flatMap(({ locale, texts }) => {
        const text = texts.get(english);
        return text === undefined ? [] : [[locale, text]];
      }),
    );
}
