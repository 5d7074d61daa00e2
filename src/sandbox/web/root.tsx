import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { messagePath } from './markdown/message-link.ts';
import { Page } from './page.tsx';
import { connectTo, httpControl } from './protocol/http-control.ts';
import { type Controller, createController } from './state/controller.ts';

/** The address of a message is `/channels/GUILD/CHANNEL/MESSAGE`; the page keeps what is open behind its `#`. */
function takeMessageAddress(): void {
  const link = messagePath(location.pathname);
  if (link)
    history.replaceState(
      null,
      '',
      `/${location.search}#${link.channelId}${link.messageId === undefined ? '' : `/${link.messageId}`}`,
    );
}

/** Whoever the address names; changing the person changes the address, not the page. */
export function Root(): JSX.Element | null {
  const [me, setMe] = useState(() => {
    takeMessageAddress();
    return new URLSearchParams(location.search).get('as') ?? '';
  });
  const [controller, setController] = useState<Controller>();
  useEffect(() => {
    const control = httpControl(me);
    const created = createController(me, control, (after, on) => connectTo(control.me(), after, on));
    setController(created);
    return () => {
      created.close();
    };
  }, [me]);
  return controller ? (
    <Page
      controller={controller}
      become={(id) => {
        history.replaceState(null, '', `?as=${id}${location.hash}`);
        setMe(id);
      }}
    />
  ) : null;
}
