import type { Clock } from '../base/clock.ts';
import { randomDigits } from '../base/ids.ts';
import type { Store } from '../timeline/store.ts';
import { calendarLink } from './calendar-token.ts';
import { createPageLinks, type LinkFor } from './page-links.ts';

const LINK_SECRET = 'web.link-secret';

/** The signed addresses that Muster hands out; all undefined until its port can be reached. */
export interface Links {
  /** Signs links to pages and calendars; undefined in a read-only app before the bot's first start. */
  readonly secret: string | undefined;
  /** This person's own link to a page (`/incidents/42`): for private answers alone, since whoever has it reads as them. */
  readonly to: LinkFor;
  /** This person's own address of a calendar; a new `generation` ends the earlier ones. */
  readonly calendar: (calendar: string, person: string, generation?: string) => string | undefined;
  /** Where Muster's port is reached when MUSTER_PUBLIC_URL says nothing: on the sandbox, that port itself. */
  setAddress(url: string): void;
}

/** The secret is made once, by the first start of the bot itself (`makes`): what reads beside it makes none. */
export async function openLinks(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly publicUrl: string | undefined;
  readonly makes: boolean;
}): Promise<Links> {
  const { store, clock } = options;
  let secret = await store.setting(LINK_SECRET);
  if (secret === undefined && options.makes) {
    secret = randomDigits(43);
    await store.setSetting(LINK_SECRET, secret);
  }
  let address = options.publicUrl;
  return {
    secret,
    to: createPageLinks({ clock, secret, base: () => address }),
    calendar: (calendar, person, generation) => calendarLink(address, secret, calendar, person, generation),
    setAddress(url) {
      address ??= url;
    },
  };
}
