import { useLayoutEffect, useState } from 'preact/hooks';

/** Whether the list of channels lies over the chat, where there is no room beside it; the keyboard goes there with it. */
export function useChannelDrawer(): readonly [open: boolean, set: (open: boolean) => void] {
  const [open, set] = useState(false);
  useLayoutEffect(() => {
    if (open) document.querySelector<HTMLElement>('.channel-list .here')?.focus();
  }, [open]);
  return [open, set];
}
