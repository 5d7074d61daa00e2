import { z } from 'zod';

/*
 * What Muster reads of a gateway INTERACTION_CREATE: parsed once, here. Discord may add fields at any time; those are
 * passed over. https://discord.com/developers/docs/interactions/receiving-and-responding
 */

const id = z.string();
const userSchema = z.object({
  id,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});

/** An emoji of everybody's has a name alone, one of the server's own an id, too. */
export const emojiSchema = z.object({ id: z.string().nullish(), name: z.string().nullish() });

const attachmentSchema = z.object({
  id,
  filename: z.string(),
  url: z.string(),
  size: z.number(),
  content_type: z.string().nullish(),
});

export const messageSchema = z.object({
  id,
  channel_id: id,
  guild_id: id.optional(),
  author: userSchema,
  content: z.string().default(''),
  timestamp: z.string(),
  flags: z.number().nullish(),
  type: z.number().default(0),
  webhook_id: id.optional(),
  attachments: z.array(attachmentSchema).default([]),
  reactions: z.array(z.object({ count: z.number(), me: z.boolean(), emoji: emojiSchema })).optional(),
});
export type MessageData = z.infer<typeof messageSchema>;

const valueSchema = z.union([z.string(), z.number(), z.boolean()]);
const optionSchema = z.object({
  name: z.string(),
  type: z.number(),
  value: valueSchema.optional(),
  focused: z.boolean().optional(),
  get options(): z.ZodOptional<z.ZodArray<typeof optionSchema>> {
    return z.array(optionSchema).optional();
  },
});
export type OptionData = z.infer<typeof optionSchema>;

const resolvedSchema = z.object({
  users: z.record(z.string(), userSchema).optional(),
  attachments: z.record(z.string(), attachmentSchema).optional(),
  messages: z.record(z.string(), messageSchema).optional(),
});
export type ResolvedData = z.infer<typeof resolvedSchema>;

/** A modal's answer: a Label with the field in it (or an action row, as older clients send). */
const fieldSchema = z.object({
  custom_id: z.string(),
  value: valueSchema.nullish(),
  values: z.array(z.string()).optional(),
});
const rowSchema = z.object({ component: fieldSchema.optional(), components: z.array(fieldSchema).optional() });

const baseShape = {
  id,
  token: z.string(),
  application_id: id,
  guild_id: id.optional(),
  channel_id: id.optional(),
  channel: z.object({ id, type: z.number(), parent_id: id.nullish() }).optional(),
  locale: z.string().default('en-US'),
  member: z
    .object({
      user: userSchema,
      nick: z.string().nullish(),
      roles: z.array(id),
      permissions: z.string().default('0'),
    })
    .optional(),
  user: userSchema.optional(),
  message: messageSchema.optional(),
};

const commandDataSchema = z.object({
  type: z.number().default(1),
  name: z.string(),
  options: z.array(optionSchema).default([]),
  resolved: resolvedSchema.optional(),
  target_id: id.optional(),
});

export const interactionSchema = z.discriminatedUnion('type', [
  z.object({ ...baseShape, type: z.literal(2), data: commandDataSchema }),
  z.object({ ...baseShape, type: z.literal(4), data: commandDataSchema }),
  z.object({
    ...baseShape,
    type: z.literal(3),
    data: z.object({
      custom_id: z.string(),
      component_type: z.number(),
      values: z.array(z.string()).optional(),
      resolved: resolvedSchema.optional(),
    }),
  }),
  z.object({
    ...baseShape,
    type: z.literal(5),
    data: z.object({
      custom_id: z.string(),
      components: z.array(rowSchema).default([]),
      resolved: resolvedSchema.optional(),
    }),
  }),
]);
export type InteractionData = z.infer<typeof interactionSchema>;
