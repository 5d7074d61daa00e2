import { z } from 'zod';

/** What of Discord's shapes the terminal shows. */
export interface SeenComponent {
  readonly type: number;
  readonly custom_id?: string | undefined;
  readonly label?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly content?: string | undefined;
  readonly url?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly required?: boolean | undefined;
  readonly description?: string | undefined;
  readonly options?: readonly { readonly label: string; readonly value: string }[] | undefined;
  readonly components?: readonly SeenComponent[] | undefined;
  readonly accessory?: SeenComponent | undefined;
  readonly component?: SeenComponent | undefined;
}

export const componentSchema: z.ZodType<SeenComponent> = z.lazy(() =>
  z.object({
    type: z.number(),
    custom_id: z.string().optional(),
    label: z.string().optional(),
    placeholder: z.string().optional(),
    content: z.string().optional(),
    url: z.string().optional(),
    disabled: z.boolean().optional(),
    required: z.boolean().optional(),
    description: z.string().optional(),
    options: z.array(z.object({ label: z.string(), value: z.string() })).optional(),
    components: z.array(componentSchema).optional(),
    accessory: componentSchema.optional(),
    component: componentSchema.optional(),
  }),
);

const userSchema = z.object({ id: z.string(), username: z.string(), global_name: z.string().nullish() });

export const messageSchema = z.object({
  id: z.string(),
  channel_id: z.string(),
  content: z.string(),
  type: z.number().default(0),
  flags: z.number().default(0),
  author: userSchema,
  embeds: z
    .array(
      z.object({
        title: z.string().optional(),
        description: z.string().optional(),
        fields: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
        footer: z.object({ text: z.string() }).optional(),
      }),
    )
    .default([]),
  components: z.array(componentSchema).default([]),
  attachments: z.array(z.object({ filename: z.string(), url: z.string() })).default([]),
});
export type SeenMessage = z.infer<typeof messageSchema>;

export const interactionSchema = z.object({
  id: z.string(),
  state: z.string(),
  message: messageSchema.nullable(),
  modal: z.object({ custom_id: z.string(), title: z.string(), components: z.array(componentSchema) }).nullable(),
  choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).nullable(),
  error: z.string().nullable(),
});
export type SeenInteraction = z.infer<typeof interactionSchema>;

export const channelSchema = z.object({
  id: z.string(),
  type: z.number(),
  name: z.string().optional(),
  parent_id: z.string().nullish(),
  position: z.number().default(0),
  recipients: z.array(userSchema).optional(),
});
export type SeenChannel = z.infer<typeof channelSchema>;

/** What one person sees of the guild. */
export const snapshotSchema = z.object({
  me: z.string(),
  nowMs: z.number(),
  members: z.array(z.object({ user: userSchema, nick: z.string().nullish() })),
  roles: z.array(z.object({ id: z.string(), name: z.string() })),
  channels: z.array(channelSchema),
});
export type SeenSnapshot = z.infer<typeof snapshotSchema>;

interface SeenOption {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean | undefined;
  readonly autocomplete?: boolean | undefined;
  readonly choices?: readonly { readonly name: string }[] | undefined;
  readonly options?: readonly SeenOption[] | undefined;
}
const optionSchema: z.ZodType<SeenOption> = z.lazy(() =>
  z.object({
    type: z.number(),
    name: z.string(),
    description: z.string(),
    required: z.boolean().optional(),
    autocomplete: z.boolean().optional(),
    choices: z.array(z.object({ name: z.string() })).optional(),
    options: z.array(optionSchema).optional(),
  }),
);
export const commandSchema = z.object({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  options: z.array(optionSchema).default([]),
});
export type SeenCommand = z.infer<typeof commandSchema>;
export type { SeenOption };
