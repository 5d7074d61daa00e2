import { useEffect, useRef, useState } from 'preact/hooks';
import type { Choice } from '../protocol/shapes.ts';

/** After the last key: whoever types on is not answered in between. */
const PAUSE_MS = 120;

/** What the bot suggests for what is typed so far, as long as `wanted`; the cursor stays on the choice that it is on. */
export function useSuggested(
  wanted: boolean,
  text: string,
  suggest: (typed: string) => Promise<readonly Choice[]>,
  [active, setActive]: readonly [number, (index: number) => void],
): readonly Choice[] | 'loading' | 'failed' {
  const [suggested, setSuggested] = useState<readonly Choice[] | 'loading' | 'failed'>('loading');
  const activeNow = useRef(active);
  activeNow.current = active;
  useEffect(() => {
    if (!wanted) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      setSuggested((before) => (typeof before === 'string' ? 'loading' : before));
      suggest(text).then(
        (choices) => {
          if (stale) return;
          // The one that the cursor is on stays it, wherever the new list has it.
          const on = typeof suggested === 'string' ? undefined : suggested[activeNow.current]?.value;
          setActive(on === undefined ? -1 : choices.findIndex(({ value }) => value === on));
          setSuggested(choices);
        },
        () => {
          if (!stale) setSuggested('failed');
        },
      );
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [wanted, text]);
  return suggested;
}
