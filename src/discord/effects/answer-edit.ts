import type { EffectHandler } from '../../timeline/effect.ts';
import { type Desk, effectHandler, onceOf } from './desk.ts';
import { answerSchema } from './payloads.ts';

/**
 * Gives an answer another shape after its interaction's token is gone (a restart, 15 minutes): it is a message of the
 * bot's like any other, found by the interaction that Discord keeps with it. Where there is none, a message is posted.
 */
export const answerEdit = (desk: Desk): EffectHandler =>
  effectHandler(
    desk,
    answerSchema,
    async ({ channel, interaction, message }, effect) => {
      const answer = await desk.messages.answerTo(channel, interaction);
      if (answer === undefined) await desk.messages.post(channel, message, onceOf(effect));
      else await desk.messages.edit(channel, answer.id, message);
      return undefined;
    },
    // Where the question stood is gone, and the question with it.
    'over',
  );
