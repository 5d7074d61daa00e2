import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../../src/config.ts';

const root = join(import.meta.dirname, '../..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => join('docs', name))].filter((name) =>
  name.endsWith('.md'),
);

interface Example {
  readonly place: string;
  readonly yaml: string;
}

/** A page's blocks of YAML, without the indentation of the list that one stands in. */
function examplesOf(page: string): Example[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^( *)```yaml\n([^]*?)^ *```$/gm)].map((found) => ({
    place: `${page}:${text.slice(0, found.index).split('\n').length}`,
    yaml: (found[2] ?? '').replaceAll(new RegExp(`^${found[1] ?? ''}`, 'gm'), ''),
  }));
}

/** A first line like `# alertmanager.yml` says that it is another program's file. */
const isOurs = ({ yaml }: Example): boolean => !/^# (?!muster\.ya?ml)\S+\.ya?ml\n/.test(yaml);

const sections = z.record(z.string(), z.record(z.string(), z.unknown()));

/** A later example of a page may name what an earlier one has. */
const together = (examples: readonly Example[]): string => {
  const whole: z.infer<typeof sections> = {};
  for (const { yaml } of examples)
    for (const [section, content] of Object.entries(sections.parse(parse(yaml))))
      whole[section] = { ...whole[section], ...content };
  return stringify(whole);
};

const environment = new Proxy<Record<string, string>>({}, { get: () => 'what-the-environment-holds' });

describe('the documentation’s examples of muster.yaml', () => {
  const ours = pages.flatMap((page) => {
    const examples = examplesOf(page).filter(isOurs);
    return examples.map(({ place }, index) => ({ place, yaml: together(examples.slice(0, index + 1)) }));
  });

  test('are found', () => {
    expect(ours.length).toBeGreaterThanOrEqual(11);
  });

  test.each(ours)('Muster takes that of $place', ({ yaml }) => {
    const parsed = parseConfig(yaml, environment);
    expect(parsed.ok ? [] : parsed.faults).toEqual([]);
  });
});
