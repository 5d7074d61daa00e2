import { z } from 'zod';
import type { UploadedFile } from '../files.ts';
import { refused } from '../refused.ts';

export interface ParsedBody {
  readonly body: unknown;
  readonly files: readonly UploadedFile[];
}

const NO_FILES: readonly UploadedFile[] = [];
/** What is beyond it need not be kept: it is refused whole. */
export const LARGEST_REQUEST_BYTES = 25 * 1024 * 1024;

/** JSON, or multipart/form-data with `payload_json` and `files[N]`. Refuses 50109, 40005. */
export function parseBody(contentType: string | undefined, raw: Buffer): ParsedBody | Promise<ParsedBody> {
  if (raw.byteLength === 0) return { body: undefined, files: NO_FILES };
  if (raw.byteLength > LARGEST_REQUEST_BYTES) throw refused(40005);
  if (contentType?.startsWith('multipart/form-data')) return parseMultipart(contentType, raw);
  return { body: parseJson(raw.toString()), files: NO_FILES };
}

function parseJson(text: string): unknown {
  try {
    return z.unknown().parse(JSON.parse(text));
  } catch {
    throw refused(50109);
  }
}

async function parseMultipart(contentType: string, raw: Buffer): Promise<ParsedBody> {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw refused(50109, 'The request body is not multipart/form-data.');
  }
  const files: UploadedFile[] = [];
  const fields: Record<string, unknown> = {};
  let body: unknown;
  for (const [name, value] of form) {
    if (name === 'payload_json') body = parseJson(typeof value === 'string' ? value : await value.text());
    else if (typeof value === 'string') fields[name] = value;
    else {
      const index = Number(/^files?\[?(\d+)\]?$/.exec(name)?.[1] ?? files.length);
      const content = new Uint8Array(await value.arrayBuffer());
      files.push({ index, filename: value.name, contentType: value.type || 'application/octet-stream', content });
    }
  }
  return { body: body ?? fields, files };
}
