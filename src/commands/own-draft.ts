import { DAY_MS } from '../base/durations.ts';
import type { z } from 'zod';
import type { Json } from '../base/canonical-json.ts';
import type { CommandContext } from './context.ts';
import type { Drafts } from './drafts-in-memory.ts';

/**
 * What waits for one person's answer (a form, a preview, a question), because a custom id holds 100 characters: theirs
 * alone, and gone after a day unless `keep` says sooner. `read` and `take` answer undefined to everybody else, and later.
 */
export function ownDraft<T extends Json>(kind: string, schema: z.ZodType<T>) {
  type Who = Pick<CommandContext, 'viewer' | 'now'>;
  return {
    async keep(
      drafts: Pick<Drafts, 'saveDraft'>,
      id: string,
      data: T,
      { viewer, now }: Who,
      livesMs = DAY_MS,
    ): Promise<void> {
      await drafts.saveDraft({ id, kind, owner: viewer.id, data, expiresAt: now + livesMs });
    },
    async read(drafts: Pick<Drafts, 'draft'>, id: string | undefined, { viewer, now }: Who): Promise<T | undefined> {
      const draft = id === undefined ? undefined : await drafts.draft(id, now);
      return draft?.kind === kind && draft.owner === viewer.id ? schema.safeParse(draft.data).data : undefined;
    },
    /** Of two who take it, one gets it. */
    async take(drafts: Pick<Drafts, 'draft' | 'takeDraft'>, id: string | undefined, who: Who): Promise<T | undefined> {
      const mine = await this.read(drafts, id, who);
      return mine === undefined || id === undefined || !(await drafts.takeDraft(id, who.now)) ? undefined : mine;
    },
  };
}
