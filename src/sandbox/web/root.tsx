import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { messagePath } from './markdown/message-link.ts';
import { Page } from './page.tsx';
import { connectTo, httpControl } from './protocol/http-control.ts';
import { addressOf } from './state/address.ts';
import { type Controller, createController } from './state/controller.ts';

/** The address of a message is `/channels/GUILD/CHANNEL/MESSAGE`; the page keeps what is open behind its `#`. */
function takeMessageAddress(): void {
  const link = messagePath(location.pathname);
  if (!link) return;
  const query = new URLSearchParams(location.search);
  if (link.guildId !== '@me') query.set('guild', link.guildId);
  history.replaceState(
    null,
    '',
    `/?${query.toString()}#${link.channelId}${link.messageId === undefined ? '' : `/${link.messageId}`}`,
  );
}

const named = (key: 'as' | 'guild'): string => new URLSearchParams(location.search).get(key) ?? '';

/** Whoever and whichever guild the address names; another person or guild changes the address, not the page. */
export function Root(): JSX.Element | null {
  const [me, setMe] = useState(() => {
    takeMessageAddress();
    return named('as');
  });
  const [guildId, setGuildId] = useState(() => named('guild'));
  const [controller, setController] = useState<Controller>();
  useEffect(() => {
    const control = httpControl(me, guildId);
    const created = createController(me, control, (after, on) => connectTo(control.me(), control.guildId(), after, on));
    setController(created);
    return () => {
      created.close();
    };
  }, [me, guildId]);
  useEffect(() => {
    const back = (): void => {
      setGuildId(named('guild'));
    };
    addEventListener('popstate', back);
    return () => {
      removeEventListener('popstate', back);
    };
  }, []);
  return controller ? (
    <Page
      controller={controller}
      become={(id) => {
        history.replaceState(null, '', `${addressOf(id)}${location.hash}`);
        setMe(id);
      }}
      enter={(id) => {
        history.pushState(null, '', addressOf(controller.store.get().me, id));
        setGuildId(id);
      }}
    />
  ) : null;
}
