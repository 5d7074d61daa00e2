import { type DrawnBlock, drawBlock } from './blocks.ts';
import { takeWhole } from '../base/take-whole.ts';
import type { TextBlock } from './prose.ts';

export const FULL_TEXT = 'full-text.txt';
export const shortenedNote = `-# … shortened: all of it stands in ${FULL_TEXT}`;

/** Fills the rooms one after another with whole blocks; one that fits into no room is shortened into the last. */
export function flow(blocks: readonly TextBlock[], rooms: readonly number[]): { parts: string[]; cut: boolean } {
  const parts: string[] = [];
  let part = '';
  let room = 0;
  let before: TextBlock['type'] | undefined;
  /** Headings bring room of their own. */
  const between = (block: TextBlock): string =>
    part === '' ? '' : block.type === 'heading' || before === 'heading' ? '\n' : '\n\n';
  for (const block of blocks) {
    const free = (): number => (rooms[room] ?? 0) - part.length - between(block).length;
    let drawn: DrawnBlock = drawBlock(block, Math.max(0, free()));
    const next = rooms[room + 1] ?? 0;
    if (drawn.cut && next > 200 && (part !== '' || next > (rooms[room] ?? 0))) {
      parts.push(part);
      part = '';
      room++;
      drawn = drawBlock(block, free());
    }
    if (drawn.markdown !== '') {
      part += between(block) + drawn.markdown;
      before = block.type;
    }
    if (drawn.cut) {
      parts.push(takeWhole(part, rooms[room] ?? 0));
      return { parts: parts.filter((each) => each.trim() !== ''), cut: true };
    }
  }
  parts.push(part);
  return { parts: parts.filter((each) => each.trim() !== ''), cut: false };
}
