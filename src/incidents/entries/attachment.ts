import { z } from 'zod';

/** Files of a message, as the chat keeps them. */
export const attachments = z.array(z.object({ name: z.string(), url: z.string() })).max(20);
export type Attachments = z.infer<typeof attachments>;
