import { type z } from 'zod';
import type { UploadedFile } from '../files.ts';
import { invalidForm, refused, addFieldError, type FormErrors } from '../refused.ts';

export interface ControlBody<T> {
  readonly value: T;
  /** Uploaded files by their form field's name. */
  readonly files: ReadonlyMap<string, readonly UploadedFile[]>;
}

/**
 * A control request's body: JSON, or multipart/form-data whose field `json` is the JSON and whose other fields are files.
 * Refuses 50035, 50109.
 */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<ControlBody<T>> {
  const files = new Map<string, UploadedFile[]>();
  let json: unknown;
  try {
    if (request.headers.get('content-type')?.startsWith('multipart/form-data')) {
      const form = await request.formData();
      for (const [name, value] of form) {
        if (typeof value === 'string') {
          if (name === 'json') json = JSON.parse(value);
          continue;
        }
        const own = files.get(name) ?? [];
        const content = new Uint8Array(await value.arrayBuffer());
        own.push({
          index: own.length,
          filename: value.name,
          contentType: value.type || 'application/octet-stream',
          content,
        });
        files.set(name, own);
      }
    } else json = JSON.parse((await request.text()) || '{}');
  } catch {
    throw refused(50109);
  }
  const parsed = schema.safeParse(json ?? {});
  if (parsed.success) return { value: parsed.data, files };
  const errors: FormErrors = {};
  for (const issue of parsed.error.issues)
    addFieldError(errors, issue.path, { code: issue.code ?? 'invalid', message: issue.message });
  throw invalidForm(errors);
}
