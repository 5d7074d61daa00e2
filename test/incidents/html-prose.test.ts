import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { expectOk } from '../../src/base/result.ts';
import type { ExportFormat } from '../../src/incidents/export/export-incident.ts';
import { loadHtmlProse } from '../../src/incidents/export/html-prose.ts';
import type { Prose } from '../../src/base/load-prose.ts';
import { ALICE, NAMES, openDesk, whole } from './desk.ts';

let prose: Prose;
beforeAll(async () => {
  prose = await loadHtmlProse();
});

test('what is written at length keeps its shape: paragraphs, emphasis, lists, quotations, code, links', () => {
  expect(prose('One **bold** and _slanted_ word,\nthen `a < b`.\n\nNext.')).toBe(
    '<p dir="auto">One <strong>bold</strong> and <em>slanted</em> word,<br>then <code>a &lt; b</code>.</p><p dir="auto">Next.</p>',
  );
  expect(prose('3. first\n   - [x] inner\n4. second')).toBe(
    '<ol start="3"><li dir="auto">first<ul><li dir="auto">☑ inner</li></ul></li><li dir="auto">second</li></ol>',
  );
  expect(prose('> said\n\n```sql\nSELECT 1 < 2;\n```')).toBe(
    '<blockquote><p dir="auto">said</p></blockquote><pre><code>SELECT 1 &lt; 2;</code></pre>',
  );
  expect(prose('See [the dashboard](https://grafana.example/d/1) and https://status.example.')).toContain(
    '<a href="https://grafana.example/d/1" title="https://grafana.example/d/1" rel="noopener noreferrer">the dashboard</a> and <a href="https://status.example"',
  );
});

test('HTML, other addresses and words that mislead stay as they were typed', () => {
  expect(prose('<b>x</b> &lt; [x](javascript:alert(1))')).toBe(
    '<p dir="auto">&lt;b&gt;x&lt;/b&gt; &amp;lt; [x](javascript:alert(1))</p>',
  );
  expect(prose('<script>\nalert(1)\n</script>')).not.toContain('<script');
  expect(prose('[https://bank.example](https://evil.example)')).not.toContain('<a');
  expect(prose('[**Board**](https://grafana.example/d/1)')).toContain('>Board</a>');
  expect(prose('![x](https://e.example/pixel.png)')).not.toContain('<img');
  expect(prose('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('| a | b |');
});

const PARTS = ['`', '```', '\n', '\n\n', '*', '**', '_', '[x](javascript:alert(1))', '<img src=x onerror=alert(1)>'];
const MORE = ['> ', '- ', '1. ', '    ', '&lt;', '\\', '~~', '!', '](', '<!--', '[a]: data:x', '"', "'", '| - |', '\t'];
const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.array(fc.constantFrom(...PARTS, ...MORE, 'word', '\u202e', ' '), { maxLength: 40 }).map((all) => all.join('')),
);
const TAGS = /^(p|strong|em|del|code|pre|ul|ol|li|blockquote|br|hr|a)$/;

test('whatever is typed: only known marks, each closed, and links to the web alone', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const made = prose(text);
      const open: string[] = [];
      for (const [tag, end, name = ''] of made.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
        expect(name).toMatch(TAGS);
        expect(tag).toMatch(
          /^<\/?\w+( dir="auto"| start="\d+"| href="(https?:[^"]*)" title="\1" rel="noopener noreferrer")*( class="as-typed" dir="auto")?>$/,
        );
        if (name === 'br' || name === 'hr') continue;
        if (end === '') open.push(name);
        else expect(open.pop()).toBe(name);
      }
      expect(open).toEqual([]);
      expect(made.replace(/<[^>]*>/g, '')).not.toMatch(/[<>"']/);
    }),
    { numRuns: 2000 },
  );
});

test.each([['>'], ['['], ['*a_'], ['`'], ['**a ']])('thousands of %s are shown as they are', (mark) => {
  const text = mark.repeat(4000 / mark.length);
  expect(prose(text)).toContain(text.slice(0, 30).trimEnd().replaceAll('>', '&gt;'));
});

test('the postmortem’s sections, the summary and the updates have it on the page', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE, undefined, true);
  await alice.type('incident declare', { title: 'x', severity: 'SEV-2' });
  await alice.type('incident summary', { text: 'Orders **fail**', incident: '1' });
  await alice.type('incident update', { conditions: '- EU\n- US', actions: '<i>none</i>', incident: '1' });
  const issue = 'https://issues.example/42';
  expectOk(await alice.type('incident task', { text: `Alert sooner: ${issue}`, 'follow-up': true, incident: '1' }));
  const page = await whole((await desk.incidents.exportOf(1, 'html', alice.context().viewer))?.text);
  expect(page).toContain('Orders <strong>fail</strong>');
  expect(page).toContain('<li dir="auto">EU</li><li dir="auto">US</li>');
  expect(page).toContain(`Alert sooner: <a href="${issue}"`);
  expect(page).toContain('&lt;i&gt;none&lt;/i&gt;');
});

test('who took part without a role is named on the page, and who held one is not named twice', async () => {
  const desk = openDesk();
  const alice = desk.as(ALICE);
  expectOk(await alice.type('incident declare', { title: 'x', severity: 'SEV-2' }));
  const exported = async () => whole((await desk.incidents.exportOf(1, 'html', alice.context().viewer))?.text);
  expect(await exported()).toContain('<h2>Responders</h2><p>Also took part: <bdi>Alice</bdi></p>');
  expectOk(await alice.type('incident role', { role: 'commander', incident: '1' }));
  expect(await exported()).not.toContain('Also took part');
});

test('a Discord role that was added stands among the responders of every document, by its name', async () => {
  const support = '300000000000000004';
  const desk = openDesk({ given: { nameOf: (id) => (id === support ? 'Support <1>' : NAMES[id]) } });
  const alice = desk.as(ALICE);
  expectOk(await alice.type('incident declare', { title: 'x', severity: 'SEV-2' }));
  expectOk(await alice.type('incident add', { role: support, incident: '1' }));
  const exported = async (format: ExportFormat) =>
    whole((await desk.incidents.exportOf(1, format, alice.context().viewer))?.text);
  expect(await exported('html')).toContain(
    '<p>Everybody with a Discord role was added: <bdi>Support &lt;1&gt;</bdi></p>',
  );
  expect(await exported('md')).toContain('- Also: Alice\n- Everybody with a Discord role: Support \\<1\\>\n');
  expect(JSON.parse(await exported('json'))).toMatchObject({
    incident: {
      responders: [{ id: ALICE, name: 'Alice' }],
      responderRoles: [{ id: support, name: 'Support <1>' }],
    },
  });
});
