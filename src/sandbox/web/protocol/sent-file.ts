import { plainName } from '../markdown/visible-controls.ts';

/** A file as the page sends it. */
export interface SentFile {
  readonly name: string;
  readonly type: string;
  readonly base64: string;
}

const LARGEST_FILE_BYTES = 10 * 1024 * 1024;

/** Rejects with a sentence when the file is too large or cannot be read. */
export const sentFile = (file: File): Promise<SentFile> =>
  new Promise((resolve, reject) => {
    if (file.size > LARGEST_FILE_BYTES) {
      reject(new Error(`${plainName(file.name)} is larger than 10 MB.`));
      return;
    }
    const reader = new FileReader();
    reader.onload = () => {
      const text = typeof reader.result === 'string' ? reader.result : '';
      resolve({ name: file.name, type: file.type, base64: text.slice(text.indexOf(',') + 1) });
    };
    reader.onerror = () => {
      reject(new Error(`${plainName(file.name)} cannot be read.`));
    };
    reader.readAsDataURL(file);
  });
