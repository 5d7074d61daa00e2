import { Routes } from 'discord-api-types/v10';
import { REST } from 'discord.js';
import { z } from 'zod';
import { type DiscordMessage, editBody } from './render.ts';
import { type Visibility, withVisibility } from './visibility.ts';

interface Interaction {
  readonly token: string;
  readonly applicationId: string;
}

/** What follows an interaction's first answer: edits of it, and further messages, for 15 minutes. */
export interface WebhookAnswers {
  /** `message` is an id or `@original`. */
  edit(interaction: Interaction, message: string, drawn: DiscordMessage): Promise<void>;
  /** The new message's id. */
  followUp(interaction: Interaction, drawn: DiscordMessage, visibility: Visibility): Promise<string>;
  remove(interaction: Interaction, message: string): Promise<void>;
}

const createdSchema = z.object({ id: z.string() });

/**
 * A REST client of its own: Discord does not count these requests towards the bot's 50 a second, discord.js does; with
 * the bot's own client a burst of answers would stand in one queue with everything else.
 */
export function createWebhookAnswers(apiUrl: string): WebhookAnswers {
  const rest = new REST({ api: apiUrl, version: '10', globalRequestsPerSecond: 5_000, retries: 3 });
  const filesOf = (drawn: DiscordMessage) => drawn.files.map((file) => ({ ...file }));
  return {
    async edit({ applicationId, token }, message, drawn) {
      const route = Routes.webhookMessage(applicationId, token, message);
      await rest.patch(route, { body: editBody(drawn), files: filesOf(drawn), auth: false });
    },
    async followUp({ applicationId, token }, drawn, visibility) {
      const body = { ...drawn.body, flags: withVisibility(drawn.body.flags, visibility) };
      const query = new URLSearchParams({ wait: 'true' });
      const route = Routes.webhook(applicationId, token);
      return createdSchema.parse(await rest.post(route, { body, files: filesOf(drawn), auth: false, query })).id;
    },
    async remove({ applicationId, token }, message) {
      await rest.delete(Routes.webhookMessage(applicationId, token, message), { auth: false });
    },
  };
}
