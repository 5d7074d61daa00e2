import type { APIMessage } from 'discord-api-types/v10';
import { messageShape } from '../shapes/message.ts';
import type { World } from '../world.ts';
import type { Interaction, InteractionView } from './interaction.ts';

const ANSWERS: Readonly<Record<number, InteractionView['answer']>> = {
  4: 'message',
  5: 'deferred',
  6: 'deferred-update',
  7: 'update',
  8: 'choices',
  9: 'modal',
};

/** What the person sees of it now. */
export function interactionView(world: World, interaction: Interaction): InteractionView {
  const shape = (id: string): APIMessage[] => {
    const message = world.state.messages.get(interaction.channelId)?.get(id);
    return message ? [messageShape(world, message, interaction.userId)] : [];
  };
  const { answer, answeredAt } = interaction;
  return {
    id: interaction.id,
    state: interaction.state === 'answered' && interaction.pending ? 'deferred' : interaction.state,
    acknowledgedAfterMs: answeredAt === undefined ? null : answeredAt - interaction.createdAt,
    answer: answer === undefined ? null : (ANSWERS[answer] ?? 'other'),
    message: (interaction.originalId === undefined ? [] : shape(interaction.originalId))[0] ?? null,
    followUps: interaction.followUps.flatMap(shape),
    choices: interaction.choices ?? null,
    modal: interaction.modal ?? null,
    error: interaction.state === 'failed' ? 'The application did not respond' : null,
  };
}
