import { useEffect, useState } from 'preact/hooks';
import type { Channel } from '../protocol/shapes.ts';
import { type Panel, panelIn } from '../sidebar/channel-header.tsx';

/** Narrower than that, a panel lies over the messages. As in layout.css. */
const beside = matchMedia('(min-width: 1101px)');

export const isRoomForPanel = (): boolean => beside.matches;

/** The open panel. The members are there by themselves where there is room, and go with it; what was asked for stays. */
export function usePanel(channel: Channel | undefined): [Panel | undefined, (panel: Panel | undefined) => void] {
  const [asked, setAsked] = useState<Panel | undefined>(() => (isRoomForPanel() ? 'members' : undefined));
  useEffect(() => {
    let wereThere = false;
    const resized = (): void => {
      setAsked((now) => {
        if (isRoomForPanel()) return now ?? (wereThere ? 'members' : undefined);
        wereThere = now === 'members';
        return wereThere ? undefined : now;
      });
    };
    beside.addEventListener('change', resized);
    return () => {
      beside.removeEventListener('change', resized);
    };
  }, []);
  return [panelIn(channel, asked), setAsked];
}
