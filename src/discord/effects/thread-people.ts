import { code, listed, person, rich, type RichText } from '../../base/rich-text.ts';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';
import type { Desk } from './desk.ts';

/** Who left the server, and who cannot see the channel that the thread is in. */
const CANNOT_COME = [CODES.missingAccess, CODES.unknownMember, CODES.unknownUser] as const;

/** So many of a role: each is a request, and a thread holds 1,000 people. */
export const MOST_OF_A_ROLE = 100;

/** Takes people into a thread, one by one; who cannot come keeps nobody else from it. Answers who was left out. */
export async function letIntoThread(
  desk: Pick<Desk, 'channels'>,
  threadId: string,
  people: Iterable<string>,
): Promise<readonly string[]> {
  const leftOut: string[] = [];
  for (const id of people) {
    try {
      await desk.channels.addToThread(threadId, id);
    } catch (error) {
      if (!isCode(error, ...CANNOT_COME)) throw error;
      leftOut.push(id);
    }
  }
  return leftOut;
}

export const peopleNotLetIn = (people: readonly string[]): RichText =>
  rich`${listed(people.map(person))} could not be let in: a thread takes only who is in the server and sees the channel that it is in. Let them see that channel, then bring them in: ${code('/incident add person:')}`;
