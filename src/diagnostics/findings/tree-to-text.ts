import type { TreeNode } from '../kit/finding.ts';

export const MARKS = { ok: '✓', warn: '⚠', bad: '✗', differs: '≠' } as const;

/** However deep a step stands, its words have this many columns. */
const LEAST_WIDTH = 24;

/**
 * `├─ label` with its details below, marked nodes with their mark in front. Lines longer than `width` columns go on below
 * themselves, so that the branches stay whole where a chat would break the line.
 */
export function treeToText(roots: readonly TreeNode[], width = Infinity): string {
  const lines: string[] = [];
  const put = (first: string, rest: string, text: string): void => {
    const room = Math.max(LEAST_WIDTH, width - rest.length);
    wrapped(text, room).forEach((line, index) => lines.push((index === 0 ? first : rest) + line));
  };
  const walk = (node: TreeNode, first: string, rest: string): void => {
    const mark = node.mark === undefined ? '' : `${MARKS[node.mark]} `;
    const children = node.children ?? [];
    const stem = children.length > 0 ? '│ ' : '  ';
    put(first, `${rest}${stem}`, mark + node.label);
    for (const detail of [...(node.volatile ?? []), ...(node.details ?? [])])
      put(`${rest}${stem}  `, `${rest}${stem}    `, detail);
    children.forEach((child, index) => {
      const last = index === children.length - 1;
      walk(child, `${rest}${last ? '└─ ' : '├─ '}`, rest + (last ? '   ' : '│  '));
    });
  };
  for (const root of roots) walk(root, '', '');
  return lines.join('\n');
}

/** Broken at blanks; a word that is longer than a line stays whole. */
function wrapped(text: string, room: number): readonly string[] {
  if (text.length <= room) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
