import { sizeText } from '../base/size-text.ts';
import type { Block, FilePart, Message } from '../commands/message.ts';
import { fitLabel } from './fit.ts';
import { LIMITS } from './limits.ts';
import { plainText } from './plain-text.ts';

/** What a request holds beside files: the message itself in JSON, and the borders between its parts. In bytes. */
const BESIDE = 256 * 1024;
/** One more may come: the whole text of a message that had to be shortened. */
const MOST_FILES = LIMITS.attachments - 1;
const MOST_NAMED = 5;

/** The message with those of its files that Discord takes, first come first kept, and a word on those that it does not. */
export function withFilesThatFit(message: Message): Message {
  if (!message.files?.length) return message;
  const kept: FilePart[] = [];
  const leftOut: FilePart[] = [];
  let room = LIMITS.request - BESIDE - wholeText(message).byteLength;
  for (const file of message.files) {
    const size = bytesOf(file);
    if (kept.length < MOST_FILES && size <= Math.min(LIMITS.file, room)) {
      kept.push(file);
      room -= size;
    } else leftOut.push(file);
  }
  if (leftOut.length === 0) return message;
  // Discord refuses an embed that shows a file which is not there.
  const isThere = (block: Block): boolean => block.type !== 'picture' || kept.some(({ name }) => name === block.file);
  return {
    ...message,
    files: kept,
    blocks: [...message.blocks.filter(isThere), { type: 'text', text: [leftOutWords(leftOut)] }],
  };
}

function leftOutWords(files: readonly FilePart[]): string {
  const named = files
    .slice(0, MOST_NAMED)
    .map((file) => `${fitLabel(file.name, 60)} (${sizeText(bytesOf(file))})`)
    .join(', ');
  const more = files.length > MOST_NAMED ? ` and ${files.length - MOST_NAMED} more` : '';
  return `⚠ Not attached, because Discord takes at most ${MOST_FILES} files with a message, each up to ${sizeText(LIMITS.file)}: ${named}${more}. Ask for less at once.`;
}

const bytesOf = ({ content }: FilePart): number =>
  content instanceof Uint8Array ? content.byteLength : Buffer.byteLength(content.base64, 'base64');

/** A message as the text of a file, with `more` behind it; of one that no file holds, the beginning. */
export function wholeText(message: Message, more = ''): Buffer<ArrayBuffer> {
  const text = Buffer.from(plainText(message) + more);
  if (text.byteLength <= LIMITS.file) return text;
  const end = Buffer.from('\n… This is the beginning: a file of Discord does not hold more.\n');
  return Buffer.concat([text.subarray(0, LIMITS.file - end.byteLength), end]);
}
