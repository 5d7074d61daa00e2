import type { Clock } from '../base/clock.ts';
import { PAGES_SCOPE } from './page-routes.ts';
import { signLink } from './signed-link.ts';

/** So long a link works. Ask again for a new one: it costs nothing. */
const LINK_MS = 24 * 3_600_000;

export interface PageLinksParts {
  readonly clock: Clock;
  /** Undefined where none was made yet: then there are no links. */
  readonly secret: string | undefined;
  /** What browsers reach Muster's port by, like `https://muster.example`; undefined when nothing is configured. */
  readonly base: () => string | undefined;
}

/** A person's own address of a page, or undefined where pages cannot be reached by anybody. */
export type LinkFor = (person: string, path: string) => string | undefined;

/**
 * Links to Muster's pages. One is its person's alone: whoever has it sees what they may see, so it is given in private
 * answers only, never on a card or in a channel.
 */
export const createPageLinks =
  ({ clock, secret, base }: PageLinksParts): LinkFor =>
  (person, path) => {
    const origin = base();
    if (origin === undefined || secret === undefined) return undefined;
    const url = new URL(path, `${origin.replace(/\/$/, '')}/`);
    const grant = new URLSearchParams(
      signLink(secret, { person, expiresAt: clock.now() + LINK_MS, scope: PAGES_SCOPE }),
    );
    for (const [name, value] of grant) url.searchParams.set(name, value);
    return url.href;
  };
