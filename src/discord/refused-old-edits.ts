import { DefaultRestOptions, type RESTOptions } from 'discord.js';
import { CODES } from './discord-error.ts';

/**
 * After a few edits of a message older than an hour Discord refuses more of them, for up to an hour: as 429, with the code 30046.
 * discord.js waits for whatever is a 429, and tells nobody its code: this one is handed to it as the refusal that it is.
 */
export const refusingOldEdits: RESTOptions['makeRequest'] = async (url, init) => {
  const response = await DefaultRestOptions.makeRequest(url, init);
  if (response.status !== 429) return response;
  const body = await response.text();
  const status = isOldEdits(body) ? 400 : 429;
  return new Response(body, { status, headers: [...response.headers] });
};

function isOldEdits(body: string): boolean {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === 'object' && said !== null && 'code' in said && said.code === CODES.oldMessageEdits;
  } catch {
    return false; // not Discord's own: what stands before it answers in HTML
  }
}
