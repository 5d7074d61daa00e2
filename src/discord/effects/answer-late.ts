import type { EffectHandler } from '../../timeline/effect.ts';
import { type Desk, effectHandler, onceOf } from './desk.ts';
import { answerSchema } from './payloads.ts';

/** Says in the channel what could not be said in answer to an interaction; nothing, when the answer is there after all. */
export const answerLate = (desk: Desk): EffectHandler =>
  effectHandler(
    desk,
    answerSchema,
    async ({ channel, interaction, message }, effect) => {
      const answer = await desk.messages.answerTo(channel, interaction);
      if (answer?.given !== true) await desk.messages.post(channel, message, onceOf(effect));
      return undefined;
    },
    // Where the question stood is gone, and the question with it.
    'over',
  );
