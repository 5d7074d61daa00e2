import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatInstant } from '../markdown/instant.ts';
import type { Control } from '../protocol/control.ts';
import { sandboxNow, sandboxTimeIs, useSandboxTime } from '../state/sandbox-time.ts';

const STEPS: readonly (readonly [string, number])[] = [
  ['1 minute', 60_000],
  ['5 minutes', 300_000],
  ['15 minutes', 900_000],
  ['1 hour', 3_600_000],
  ['8 hours', 28_800_000],
  ['1 day', 86_400_000],
];

/** Moves the sandbox's clock forward: what waits (escalations, reminders, hand-offs) happens at once. */
export function Clock({ control }: { control: Control }): JSX.Element {
  useSandboxTime(1000);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  return (
    <div class="clock">
      <p class="clock-now">
        <time>{formatInstant(sandboxNow(), 'T')}</time>
        <small>{formatInstant(sandboxNow(), 'D')}</small>
      </p>
      <p>Move the clock forward and see at once what would happen later: escalations, reminders, hand-offs.</p>
      <div class="clock-steps">
        {STEPS.map(([label, durationMs]) => (
          <button
            key={label}
            type="button"
            class="button secondary"
            disabled={busy}
            onClick={() => {
              setBusy(true);
              setSaid(`Moving forward by ${label} …`);
              control
                .advance(durationMs)
                .then((nowMs) => {
                  sandboxTimeIs(nowMs);
                  setSaid(`Moved forward by ${label}.`);
                })
                .catch((error: unknown) => {
                  setSaid(error instanceof Error ? error.message : 'The clock could not be moved.');
                })
                .finally(() => {
                  setBusy(false);
                });
            }}
          >
            + {label}
          </button>
        ))}
      </div>
      <p role="status">{said}</p>
    </div>
  );
}
