import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { EffectHandler } from '../../timeline/effect.ts';
import type { Pages } from './pages.ts';

/** Told that somebody answered a page of an incident, once or more often. Refuses `store/…` where it is to be told again. */
export type PageAnswered = (
  incident: string,
  answer: { readonly person: string; readonly page: number },
) => Promise<Result<unknown>>;

const payloadSchema = z.object({ person: z.string() });

/** `page.let-in`: who was paged for an incident and answers takes part in it. Who answers unasked is let in by those inside. */
export const letInHandler =
  (parts: { readonly pages: Pick<Pages, 'row' | 'asked'>; readonly pageAnswered: PageAnswered }): EffectHandler =>
  async ({ stream, payload }) => {
    const { person } = payloadSchema.parse(payload);
    const page = await parts.pages.row(stream);
    if (page?.incident == null || !(await parts.pages.asked(stream, person))) return { outcome: 'done' };
    const told = await parts.pageAnswered(page.incident, { person, page: page.number });
    return told.ok || !told.refusal.code.startsWith('store/')
      ? { outcome: 'done' }
      : { outcome: 'retry', reason: told.refusal.message };
  };
