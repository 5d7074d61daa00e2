import { useEffect, useRef } from 'preact/hooks';

/** Longer than a browser that has a context menu on long press takes for it: where it has one, that comes first. */
const LONG_MS = 650;
/** Pixels that a finger may tremble. */
const STILL = 10;

interface Press {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly x: number;
  readonly y: number;
}

interface LongPress {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  /** Also when the browser scrolls, or opens its own menu. */
  readonly end: () => void;
}

/** What a right click does, for a finger that stays: Safari on phones sends no `contextmenu`. */
export function useLongPress(run: (x: number, y: number) => void): LongPress {
  const press = useRef<Press | undefined>(undefined);
  const end = (): void => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  useEffect(() => end, []);
  return {
    onPointerDown({ pointerType, clientX: x, clientY: y }) {
      end();
      if (pointerType !== 'touch') return;
      press.current = {
        timer: setTimeout(() => {
          press.current = undefined;
          run(x, y);
        }, LONG_MS),
        x,
        y,
      };
    },
    onPointerMove({ clientX, clientY }) {
      const began = press.current;
      if (began && Math.hypot(clientX - began.x, clientY - began.y) > STILL) end();
    },
    end,
  };
}
