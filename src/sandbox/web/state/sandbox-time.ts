import { useEffect, useReducer } from 'preact/hooks';

let offsetMs = 0;
const moved = new Set<() => void>();

/** The sandbox's clock can be moved forward: what the page calls "now" follows it. */
export const sandboxNow = (): number => Date.now() + offsetMs;

export function sandboxTimeIs(nowMs: number): void {
  offsetMs = nowMs - Date.now();
  for (const redraw of moved) redraw();
}

/** Draws anew so often, and at once when the sandbox's clock is moved, by whomever; never where it is undefined. */
export function useSandboxTime(everyMs: number | undefined): void {
  const [, count] = useReducer((drawn: number) => drawn + 1, 0);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const redraw = (): void => {
      count(undefined);
    };
    const timer = setInterval(redraw, everyMs);
    moved.add(redraw);
    return () => {
      clearInterval(timer);
      moved.delete(redraw);
    };
  }, [everyMs]);
}
