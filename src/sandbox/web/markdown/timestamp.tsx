import type { JSX } from 'preact';
import { sandboxNow, useSandboxTime } from '../state/sandbox-time.ts';
import { formatInstant, isStyle, relativeTime } from './instant.ts';

/** `<t:…>`: shown in the viewer's own zone, the whole of it in the title. */
export function Timestamp({ seconds, style }: { seconds: number; style: string }): JSX.Element {
  const relative = style === 'R';
  useSandboxTime(relative ? 5000 : undefined);
  const ms = seconds * 1000;
  const valid = Math.abs(ms) < 8.64e15;
  const text = !valid
    ? 'Invalid date'
    : relative
      ? relativeTime(seconds, sandboxNow())
      : formatInstant(ms, isStyle(style) ? style : 'f');
  return (
    <time class="timestamp" dateTime={valid ? new Date(ms).toISOString() : ''} title={formatInstant(ms, 'F')}>
      {text}
    </time>
  );
}
