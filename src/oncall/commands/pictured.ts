import type { FilePart, Message } from '../../commands/message.ts';
import type { Picture } from '../../pictures/svg.ts';
import { toPng } from '../../pictures/to-png.ts';

/** A message that begins with a picture. */
export async function pictured(drawn: Picture, name: string, rest: Omit<Message, 'files'>): Promise<Message> {
  const file: FilePart = { name, alt: drawn.alt, contentType: 'image/png', content: await toPng(drawn.svg) };
  return { ...rest, blocks: [{ type: 'picture', file: name }, ...rest.blocks], files: [file] };
}
