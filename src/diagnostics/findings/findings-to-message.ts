import { type RichText, rich, strong } from '../../base/rich-text.ts';
import type { Block, FilePart, Message } from '../../commands/message.ts';
import { type Finding, type Findings, worstVerdict } from '../kit/finding.ts';
import { fileName } from './file-name.ts';
import { findingsToText, markedText, seriesTable, verdictsFirst } from './findings-to-text.ts';
import { highestSeries } from './highest-series.ts';
import { narrowTable } from './narrow-table.ts';
import { treeToText } from './tree-to-text.ts';
import { VERDICT_MARKS, VERDICT_TONES } from './verdict-marks.ts';

/** Draws a series as a picture; without one its numbers are shown. */
export type DrawSeries = (series: Extract<Finding, { type: 'series' }>) => Promise<FilePart | undefined>;

const MOST_ROWS = 12;
const MOST_LINES = 18;
const MOST_CHARACTERS = 1200;
/** A plan or a chain is of use as a whole: it may take more room, in lines that a phone does not break. */
const TREE = { lines: 60, characters: 2400, width: 34 } as const;
const MOST_FACTS = 16;
const MOST_BLOCKS = 14;
/** Discord takes one more with a message: the whole text of one that is too long. */
const MOST_FILES = 9;

/** The blocks and files of what was found. What is too long for a chat is cut, and the whole is attached as a file. */
export async function findingsToMessage(
  findings: Findings,
  options: { readonly name: string; readonly draw?: DrawSeries | undefined; readonly live?: boolean },
): Promise<Pick<Message, 'blocks' | 'files' | 'tone'>> {
  const blocks: Block[] = [];
  const pictures: FilePart[] = [];
  const files: FilePart[] = [];
  let cut = false;
  for (const found of verdictsFirst(findings)) {
    const finding = found.type === 'series' ? highestSeries(found, MOST_ROWS) : found;
    if (finding.type === 'file') {
      files.push(textFile(finding.name, finding.contentType, finding.text));
      continue;
    }
    if (blocks.length >= MOST_BLOCKS) {
      cut = true;
      continue;
    }
    // A heading and the names of columns above nothing are of no use.
    if (finding.type === 'table' && finding.rows.length === 0 && finding.note === undefined) continue;
    if (finding.title !== undefined) blocks.push({ type: 'heading', text: finding.title });
    const picture = finding.type === 'series' && options.live !== true ? await options.draw?.(finding) : undefined;
    if (picture) {
      pictures.push(picture);
      blocks.push({ type: 'picture', file: picture.name });
    }
    const shown = blockOf(finding);
    blocks.push(...shown.blocks);
    cut ||= shown.cut;
    if (found.type === 'series' && found !== finding) {
      cut = true;
      const numbers = options.live === true ? '' : ` The numbers of all are in ${fileName(`${options.name}.txt`)}.`;
      blocks.push({
        type: 'text',
        text: [`${MOST_ROWS} of ${found.series.length} series: those that rise highest.${numbers}`],
      });
    }
  }
  if (cut && options.live !== true)
    files.unshift(textFile(`${options.name}.txt`, 'text/plain; charset=utf-8', findingsToText(findings)));
  // Blocks show the pictures: those must be there.
  const all = [...pictures, ...files];
  const left = all.slice(MOST_FILES).map(({ name }) => name);
  if (left.length > 0)
    blocks.push({
      type: 'text',
      text: [
        `${left.length} more ${left.length === 1 ? 'file' : 'files'} than a message takes, not attached: ${short(left.join(', '))}`,
      ],
    });
  const judged = findings.some(({ type }) => type === 'verdict');
  return {
    blocks,
    tone: VERDICT_TONES[judged ? worstVerdict(findings) : 'none'],
    ...(all.length > 0 && { files: all.slice(0, MOST_FILES) }),
  };
}

const short = (list: string): string => (list.length > 300 ? `${list.slice(0, 300)} …` : list);

const textFile = (name: string, contentType: string, text: string): FilePart => ({
  name: fileName(name),
  contentType,
  content: Buffer.from(text),
});

function blockOf(finding: Exclude<Finding, { type: 'file' }>): {
  readonly blocks: readonly Block[];
  readonly cut: boolean;
} {
  switch (finding.type) {
    case 'verdict':
      return { blocks: [{ type: 'text', text: verdictText(finding) }], cut: false };
    case 'text': {
      const { text, cut } = shortened(finding.text);
      return { blocks: [{ type: 'text', text: [text] }], cut };
    }
    case 'lines': {
      const { text, cut } = finding.shows === 'end' ? endOf(finding.text) : shortened(finding.text);
      return {
        blocks: [{ type: 'code', text, ...(finding.language !== undefined && { language: finding.language }) }],
        cut,
      };
    }
    case 'facts':
      return {
        blocks: [
          {
            type: 'facts',
            facts: finding.facts.slice(0, MOST_FACTS).map(({ name, value }) => ({ name, value: [markedText(value)] })),
          },
        ],
        cut: finding.facts.length > MOST_FACTS,
      };
    case 'table': {
      const { table, below } = narrowTable(finding);
      const notes = [finding.note, below].filter((note) => note !== undefined);
      return {
        blocks: [
          {
            type: 'table',
            columns: table.columns.map(({ name, align }) => ({ name, ...(align && { align }) })),
            rows: table.rows.slice(0, MOST_ROWS).map((row) => row.map(markedText)),
          },
          ...notes.map((note): Block => ({ type: 'text', text: [note] })),
        ],
        cut: finding.rows.length > MOST_ROWS,
      };
    }
    case 'tree': {
      const { text, cut } = shortened(treeToText(finding.roots, TREE.width), TREE.lines, TREE.characters);
      return { blocks: [{ type: 'code', text }], cut };
    }
    case 'series': {
      const { columns, rows } = seriesTable(finding);
      return {
        blocks: [{ type: 'table', columns, rows }],
        cut: false,
      };
    }
  }
}

const verdictText = (finding: Extract<Finding, { type: 'verdict' }>): RichText => [
  `${VERDICT_MARKS[finding.verdict]} `,
  strong(finding.reason),
  ...(finding.next === undefined ? [] : rich`\n${finding.next}`),
];

function shortened(
  text: string,
  mostLines = MOST_LINES,
  mostCharacters = MOST_CHARACTERS,
): { readonly text: string; readonly cut: boolean } {
  const lines = text.split('\n');
  let kept = lines.slice(0, mostLines).join('\n');
  if (kept.length > mostCharacters) kept = kept.slice(0, mostCharacters);
  return kept.length === text.length ? { text, cut: false } : { text: `${kept}\n…`, cut: true };
}

/** As many of the last lines as there is room for. */
function endOf(text: string): { readonly text: string; readonly cut: boolean } {
  const lines = text.split('\n');
  const kept: string[] = [];
  let room = MOST_CHARACTERS;
  for (const line of lines.slice(-MOST_LINES).reverse()) {
    if (line.length > room) {
      if (kept.length === 0) kept.unshift(`${line.slice(0, room)} …`);
      break;
    }
    room -= line.length + 1;
    kept.unshift(line);
  }
  return kept.length === lines.length && !kept[0]?.endsWith(' …')
    ? { text, cut: false }
    : { text: ['…', ...kept].join('\n'), cut: true };
}
