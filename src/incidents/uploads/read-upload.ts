import { type Result, messageOf, ok, refuse } from '../../base/result.ts';
import type { UploadedFile } from '../../commands/option.ts';

const PATIENCE_MS = 10_000;

/**
 * The text of a file that somebody attached to a command. Its address comes from the chat, not from the person.
 * Refuses `file/large`, `file/binary` and `file/unreachable`.
 */
export async function readUpload(file: UploadedFile, mostBytes: number): Promise<Result<string>> {
  if (file.sizeBytes > mostBytes) return tooLarge(mostBytes);
  let bytes: Uint8Array;
  try {
    const response = await fetch(file.url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    if (!response.ok)
      return refuse('file/unreachable', `The file cannot be read (${response.status}). Upload it again.`);
    bytes = await atMost(response, mostBytes + 1);
  } catch (error) {
    return refuse('file/unreachable', `The file cannot be read (${messageOf(error)}). Upload it again.`);
  }
  if (bytes.byteLength > mostBytes) return tooLarge(mostBytes);
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('file/binary', 'The file is no UTF-8 text. Save it as plain text or CSV in UTF-8.');
  }
}

async function atMost(response: Response, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= most) break;
  }
  return Buffer.concat(chunks);
}

const tooLarge = (most: number): ReturnType<typeof refuse> =>
  refuse('file/large', `The file is larger than ${Math.floor(most / 1000)} kB. Split it.`);
