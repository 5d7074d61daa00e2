import { refused } from '../plugin.ts';

const MOST_BYTES = 16 * 1024 * 1024;

/** A response's body as text. Throws `Refused` where it does not come to an end; what was read until then is dropped. */
export async function boundedBody(response: Response, whose: string): Promise<string> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const chunk = await reader?.read();
    if (chunk?.value) {
      bytes += chunk.value.byteLength;
      if (bytes > MOST_BYTES) {
        await reader?.cancel().catch(() => undefined);
        throw refused('answer/long', `${whose} answers with more than ${MOST_BYTES / 2 ** 20} MB. Ask for less.`);
      }
      text += decoder.decode(chunk.value, { stream: true });
    }
    if (!chunk || chunk.done) return text + decoder.decode();
  }
}

/** What the text says as JSON; undefined where it is none (a proxy's page, for example). */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
