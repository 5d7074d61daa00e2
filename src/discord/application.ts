import type { REST } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';

const applicationSchema = z.object({ id: z.string(), flags: z.number().default(0) });
export type Application = z.infer<typeof applicationSchema>;

/** The bot's own application: its id, and which intents it has been given. */
export const fetchApplication = async (rest: REST): Promise<Application> =>
  applicationSchema.parse(await rest.get(Routes.currentApplication()));
