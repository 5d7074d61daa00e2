import { z } from 'zod';
import { channelTitle } from './names.ts';
import type { Seat } from './seat.ts';
import { type SeenInteraction, channelSchema, interactionSchema } from './seen.ts';

export const HELP = `/command option:value   Tab completes        #channel   go there        text   say it
!press N (a button)  !choose N VALUE …  !react EMOJI  !reply TEXT  !menu NAME (the last message)
!as NAME (be somebody else)  !people  !channels  !dm [NAME] (direct messages)
!clock MINUTES (forward)  !help  !quit`;

const anything = z.unknown();
export const peopleSchema = z.array(z.object({ name: z.string() }));

const BUTTON = 2;
const CATEGORY = 4;

interface Parts {
  readonly seat: Seat;
  readonly say: (line: string) => void;
  /** What an interaction led to: an error, or a form to fill in. */
  readonly follow: (answer: SeenInteraction) => Promise<void>;
}

/** Does what a line says. Rejects with a sentence where it cannot. */
export const orders =
  ({ seat, say, follow }: Parts) =>
  async (line: string): Promise<void> => {
    const client = seat.client();
    const [word = '', ...rest] = line.split(' ');
    const text = rest.join(' ');
    const use = async (number: number, values: readonly string[]): Promise<void> => {
      const { messageId, customId, type } = seat.pressable(number);
      await follow(
        type === BUTTON
          ? await client.post(`/messages/${messageId}/press`, { customId }, interactionSchema)
          : await client.post(`/messages/${messageId}/select`, { customId, values }, interactionSchema),
      );
    };
    switch (word) {
      case '!help':
        return say(HELP);
      case '!channels': {
        const shown = seat.channels().filter((one) => one.type !== CATEGORY);
        return say(shown.map(channelTitle).join('  '));
      }
      case '!people':
        return say((await client.get('/people', peopleSchema)).map((one) => one.name).join('  '));
      case '!as':
        return seat.become(text);
      case '!press':
        return use(Number(rest[0]), []);
      case '!choose':
        return use(Number(rest[0]), rest.slice(1));
      case '!menu':
        return follow(await client.post(`/messages/${seat.lastMessage()}/menu`, { name: text }, interactionSchema));
      case '!react':
        return client.put(`/messages/${seat.lastMessage()}/reactions/${encodeURIComponent(text)}`);
      case '!clock':
        if (!(Number(text) > 0)) throw new Error('How many minutes? For example !clock 15');
        await client.post('/clock', { forwardMs: Math.round(Number(text) * 60_000) }, anything);
        await seat.look();
        return say(`It is ${text} minutes later.`);
      case '!dm': {
        const direct = await client.post('/direct-messages', text === '' ? {} : { user: text }, channelSchema);
        return seat.go(direct.id);
      }
      default: {
        if (word.startsWith('#')) return seat.go(line.slice(1));
        // Said aloud it would be a message that nobody meant.
        if (/^!\p{L}+$/u.test(word) && word !== '!reply') throw new Error(`There is no ${word}.\n${HELP}`);
        const here = seat.here();
        if (!here) return;
        if (line.startsWith('/'))
          return follow(await client.post(`/channels/${here.id}/type`, { text: line }, interactionSchema));
        const body = word === '!reply' ? { content: text, replyTo: seat.lastMessage() } : { content: line };
        await client.post(`/channels/${here.id}/messages`, body, anything);
      }
    }
  };
