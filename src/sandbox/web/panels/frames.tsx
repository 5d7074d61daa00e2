import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatInstant } from '../markdown/instant.ts';
import type { Control, Frame } from '../protocol/control.ts';

/** As many as the sandbox itself keeps: a gap between two questions leaves only what came after it. */
const MOST = 500;
/** So many are drawn at once. */
const DRAWN = 200;

/** Ids and tokens are in the details; the line shows what was called. */
const short = (title: string): string =>
  title.replace(/\d{15,20}/g, (id) => `…${id.slice(-4)}`).replace(/[\w-]{40,}/g, '…');

/** Heartbeats go on all the time: shown to who filters for them. */
const isHeartbeat = (frame: Frame): boolean => frame.kind === 'gateway' && frame.title.startsWith('Heartbeat');

const pretty = (value: unknown): string => {
  const text = JSON.stringify(value, null, 2) ?? '';
  return text.length > 8000 ? `${text.slice(0, 8000)}\n…` : text;
};

interface Props {
  readonly control: Control;
  /** A sandbox that was started anew counts its frames from 0 again, so each connection begins a list of its own. */
  readonly connected: boolean;
  /** The last frame that the reader cleared away: stays away when the panel is opened or the connection made again. */
  readonly cleared: { current: Frame | undefined };
}

/** Those behind what was cleared; all of them when another sandbox made them. */
function behind(cleared: Frame | undefined, frames: readonly Frame[]): readonly Frame[] {
  const at = frames.findIndex((frame) => frame.seq === cleared?.seq && frame.at === cleared.at);
  return frames.slice(at + 1);
}

export function Frames({ control, connected, cleared }: Props): JSX.Element {
  const [frames, setFrames] = useState<readonly Frame[]>([]);
  const [only, setOnly] = useState<'all' | 'rest' | 'gateway' | 'refused'>('all');
  const [typed, setTyped] = useState('');
  const last = useRef<Frame | undefined>(undefined);
  useEffect(() => {
    if (!connected) return;
    let stopped = false;
    last.current = undefined;
    setFrames([]);
    const poll = async (): Promise<void> => {
      const more = await control.frames(last.current?.seq ?? -1).catch((): readonly Frame[] => []);
      if (stopped) return;
      const added = last.current ? more : behind(cleared.current, more);
      // Fewer than were cleared: the sandbox was started anew.
      const newest = more.at(-1);
      if (!last.current && newest && newest.seq < (cleared.current?.seq ?? -1)) cleared.current = undefined;
      last.current = newest ?? last.current;
      if (added.length > 0) setFrames((before) => [...before, ...added].slice(-MOST));
    };
    void poll();
    const timer = setInterval(() => void poll(), 700);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [control, connected]);
  // Frames are numbered from 0 without a gap.
  const gone = (frames[0]?.seq ?? 0) - (cleared.current?.seq ?? -1) - 1;
  const wanted = typed.toLowerCase();
  const shown = frames
    .filter((frame) => only === 'all' || (only === 'refused' ? frame.refused !== undefined : frame.kind === only))
    .filter((frame) => wanted !== '' || !isHeartbeat(frame))
    .filter((frame) => wanted === '' || frame.title.toLowerCase().includes(wanted))
    .toReversed();
  return (
    <>
      <div class="frame-tools">
        <input
          type="search"
          aria-label="Filter frames"
          placeholder="Filter"
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
        <div class="segments" role="group" aria-label="Which frames">
          {(['all', 'rest', 'gateway', 'refused'] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={only === name}
              onClick={() => {
                setOnly(name);
              }}
            >
              {name === 'all' ? 'All' : name === 'rest' ? 'REST' : name === 'gateway' ? 'Gateway' : 'Refused'}
            </button>
          ))}
        </div>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            cleared.current = last.current;
            setFrames([]);
          }}
        >
          Clear
        </button>
      </div>
      {shown.length === 0 && (
        <p class="empty">Nothing yet: do something in the chat, and what it caused appears here.</p>
      )}
      <ol class="frames">
        {shown.slice(0, DRAWN).map((frame) => (
          <li key={frame.seq} class={frame.refused !== undefined ? 'refused' : ''}>
            <details>
              <summary>
                <span
                  class={`arrow ${frame.direction}`}
                  title={frame.direction === 'in' ? 'from the bot' : 'to the bot'}
                >
                  {frame.direction === 'in' ? '→' : '←'}
                </span>
                <code title={frame.title}>{short(frame.title)}</code>
                {frame.status !== undefined && (
                  <span class={frame.status >= 400 ? 'status bad' : 'status'}>{frame.status}</span>
                )}
                <time dateTime={new Date(frame.at).toISOString()}>{formatInstant(frame.at, 'T')}</time>
              </summary>
              {frame.refused !== undefined && <p class="wrong">{frame.refused}</p>}
              {frame.body !== undefined && <pre tabIndex={0}>{pretty(frame.body)}</pre>}
              {frame.response !== undefined && <pre tabIndex={0}>{pretty(frame.response)}</pre>}
            </details>
            {frame.refused !== undefined && <p class="wrong">{frame.refused}</p>}
          </li>
        ))}
      </ol>
      {shown.length > DRAWN && (
        <p class="empty">
          The newest {DRAWN} are shown. Filter to see the {shown.length - DRAWN} before them.
        </p>
      )}
      {gone > 0 && (
        <p class="empty">
          {gone} older {gone === 1 ? 'frame is' : 'frames are'} gone: the newest {MOST} are kept.
        </p>
      )}
    </>
  );
}
