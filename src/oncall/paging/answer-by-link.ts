import { newId } from '../../base/ids.ts';
import { type Result, ok } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { OnCallParts } from '../parts.ts';
import type { PageRow } from './page-rows.ts';
import { type PageState, isAskedToJoin, mayDecline } from './page-state.ts';

const askedAtOf = ({ people }: PageState, id: string): number => people.find((told) => told.id === id)?.since ?? 0;

/** Whoever a mail's or a text message's link was sent to, without Discord: what they see behind it, and their answer. */
export function createAnswerByLink({ pages, clock }: Pick<OnCallParts, 'pages' | 'clock'>) {
  const shown = async (token: string, answered?: 'joined' | 'declined') => {
    const read = await pages.readLink(token);
    if (!read.ok) return read;
    const { row, personId } = read.value;
    const state = await pages.state(row.stream);
    return ok({
      ...row,
      mayJoin: isAskedToJoin(state, personId),
      mayDecline: mayDecline(state, personId),
      askedAt: askedAtOf(state, personId),
      answered: answered ?? null,
    });
  };
  type Shown = PageRow & {
    readonly mayJoin: boolean;
    readonly mayDecline: boolean;
    readonly askedAt: number;
    readonly answered: 'joined' | 'declined' | null;
  };

  return {
    /** Refuses `page/link` when the token is forged or too old. */
    read: (token: string): Promise<Result<Shown>> => shown(token),
    /**
     * As the person of the token: they take the page, join in on it, or cannot. `askedAt` is when what they
     * answer was asked: a form that is sent once more when they are asked again declines nothing, and shows that.
     */
    async answer(
      token: string,
      deed: 'acknowledge' | 'decline',
      via: 'link' | 'call',
      askedAt?: number,
    ): Promise<Result<Shown>> {
      const read = await pages.readLink(token);
      if (!read.ok) return read;
      const { row, personId } = read.value;
      const cause: Cause = {
        // A later press is another one: the page may have come back since. Twice in a row changes nothing.
        causeId: `link:${newId(clock.now())}`,
        actor: { kind: 'person', id: personId },
        source: { kind: 'api' },
      };
      if (deed === 'decline') {
        const state = await pages.state(row.stream);
        const anew = askedAt !== undefined && askedAt !== askedAtOf(state, personId);
        if (anew && mayDecline(state, personId)) return shown(token);
        const declined = await pages.decline(row.stream, personId, cause);
        return declined.ok ? shown(token, 'declined') : declined;
      }
      const joins = isAskedToJoin(await pages.state(row.stream), personId);
      const done = await pages.acknowledge(row.stream, personId, via, cause);
      return done.ok ? shown(token, joins ? 'joined' : undefined) : done;
    },
  };
}

export type AnswerByLink = ReturnType<typeof createAnswerByLink>;
