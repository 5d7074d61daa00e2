import { createReadStream, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGzip } from 'node:zlib';
import type { FilePart } from '../commands/message.ts';
import { sizeText } from '../base/size-text.ts';

/** Below Discord's 10 MiB a file, with room for the request around it. */
const MOST_ATTACHED = 8 * 1024 * 1024;
const END_SHOWN = 4 * 1024 * 1024;

/**
 * The whole output as a file that a message can carry: as it is, else compressed, else its beginning and its end.
 * `whole` false says that the message must name the file's place on disk. Undefined when there is none.
 */
export async function outputFile(
  run: string,
  path: string,
): Promise<{ readonly file: FilePart; readonly whole: boolean; readonly note: string } | undefined> {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined || size === 0) return undefined;
  if (size <= MOST_ATTACHED)
    return { file: part(`${run}.log`, 'text/plain', await readSpan(path, 0, size)), whole: true, note: sizeText(size) };
  const packed = await gzip(path);
  if (packed)
    return {
      file: part(`${run}.log.gz`, 'application/gzip', packed),
      whole: true,
      note: `${sizeText(size)}, compressed`,
    };
  const [head, tail] = [await readSpan(path, 0, END_SHOWN), await readSpan(path, size - END_SHOWN, END_SHOWN)];
  const gap = Buffer.from(`\n\n… ${size - 2 * END_SHOWN} bytes are left out here …\n\n`);
  return {
    file: part(`${run}.log`, 'text/plain', Buffer.concat([head, gap, tail])),
    whole: false,
    note: `${sizeText(size)}; this is its beginning and its end`,
  };
}

const part = (name: string, contentType: string, content: Uint8Array): FilePart => ({ name, contentType, content });

async function readSpan(path: string, from: number, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Undefined as soon as it is too large compressed as well. */
async function gzip(path: string): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  const packing = createReadStream(path).pipe(createGzip());
  for await (const chunk of packing) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MOST_ATTACHED) {
      packing.destroy();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
