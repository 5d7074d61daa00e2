import { useRef } from 'preact/hooks';

/** Discord shows a notice for ten seconds: it is given again before that. */
const AGAIN_MS = 8_000;

/** Tells that somebody types, not more often than it has to be told. */
export function useTypingNotice(tell: () => void): () => void {
  const last = useRef(0);
  return () => {
    if (Date.now() - last.current <= AGAIN_MS) return;
    last.current = Date.now();
    tell();
  };
}
