import { z } from 'zod';

/**
 * A message in the chat that shows a page and has its buttons. A `card` is for everybody in a channel, `told` for one
 * person; an `alarm` says what went wrong with paging, and keeps its words until somebody has taken the page.
 */
export const shownSchema = z.object({
  channel: z.string().min(1).max(100),
  message: z.string().min(1).max(100),
  as: z.enum(['card', 'told', 'alarm']),
  person: z.string().max(100).nullable(),
  /** It said that it may be a repeat, and goes on saying so. */
  repeat: z.literal(true).optional(),
});
export type Shown = z.infer<typeof shownSchema>;

/** As many are kept current; what is older than these is scrolled far away, and its buttons say what has become of it. */
export const MOST_SHOWN = 25;
