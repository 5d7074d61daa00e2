import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pagesIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = [...pagesIn('.'), ...pagesIn('docs'), ...pagesIn('docs/decisions')];
const prose = (page: string): string => readFileSync(join(root, page), 'utf8').replace(/```[^]*?```/g, '');

/** As GitHub makes the anchor of a heading. */
const anchorsOf = (page: string): Set<string> =>
  new Set(
    [...prose(page).matchAll(/^#+ +(.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );

describe('the documentation', () => {
  test.each(pages)('%s leads nowhere that there is not', (page) => {
    const broken = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      const [path = '', anchor] = link.split('#');
      if (/^[a-z]+:/.test(path)) return [];
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, target))) return [link];
      return anchor === undefined || anchorsOf(target).has(anchor) ? [] : [link];
    });
    expect(broken).toEqual([]);
  });

  test('every page is found from its index', () => {
    const index = prose('docs/README.md');
    for (const page of pagesIn('docs'))
      if (page !== 'docs/README.md') expect(index).toContain(`(${page.slice('docs/'.length)})`);
  });

  test('every picture is made by `npm run screenshots`, and shown somewhere', () => {
    const script = readFileSync(join(root, 'scripts/screenshots.ts'), 'utf8');
    const shown = pages.map(prose).join('');
    for (const picture of readdirSync(join(root, 'docs/images'))) {
      expect(script).toMatch(new RegExp(`'${picture}'|shoot\\(\\w+, '${picture.replace('.png', '')}'\\)`));
      expect(shown).toContain(`images/${picture})`);
    }
  });
});
