import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';

/** One of twelve hues, always the same for the same id. */
const hueOf = (id: string): number =>
  (([...id].reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) % 9973, 7) * 5) % 12) * 30;

const initials = (name: string): string => {
  const words = plainName(name)
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[1]] : [words[0]];
  return (
    letters
      .map((word) => [...(word ?? '')][0] ?? '')
      .join('')
      .toUpperCase() || '?'
  );
};

/** No pictures from outside: letters on a colour of one's own. */
export function Avatar({
  id,
  name,
  size = 40,
  app = false,
}: {
  id: string;
  name: string;
  size?: number;
  app?: boolean;
}): JSX.Element {
  return (
    <span
      class={app ? 'avatar app' : 'avatar'}
      aria-hidden="true"
      style={{ '--hue': hueOf(id), inlineSize: size, blockSize: size, fontSize: size * 0.38 }}
    >
      {initials(name)}
    </span>
  );
}
