import type { ServerResponse } from 'node:http';
import { SHOWN_PICTURES } from '../shown-pictures.ts';
import type { World } from '../world.ts';

/** `/attachments/CHANNEL/ID/NAME`: whoever has the address has the file, as at Discord. */
export function serveAttachment(world: World, path: string, response: ServerResponse): void {
  const file = world.state.files.get(path.split('/')[3] ?? '');
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  const shown = SHOWN_PICTURES.has(file.contentType);
  response.writeHead(200, {
    'content-type': shown ? file.contentType : 'application/octet-stream',
    'content-length': file.content.byteLength,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    ...(!shown && { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}` }),
  });
  response.end(file.content);
}
