import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Control, Frame } from '../protocol/control.ts';
import { Clock } from './clock.tsx';
import { FaultSwitches } from './fault-switches.tsx';
import { Frames } from './frames.tsx';

type Tab = 'frames' | 'faults' | 'clock';
const TABS: readonly (readonly [Tab, string])[] = [
  ['frames', 'Frames'],
  ['faults', 'Faults'],
  ['clock', 'Clock'],
];

/** What a developer wants to see and to turn: every frame, the faults, the clock. */
export function Workbench(props: {
  control: Control;
  readonly connected: boolean;
  /** The last frame that was cleared away. */
  readonly cleared: { current: Frame | undefined };
}): JSX.Element {
  const { control, connected, cleared } = props;
  const [tab, setTab] = useState<Tab>('frames');
  return (
    <>
      <div class="tabs" role="tablist" aria-label="Workbench">
        {TABS.map(([name, label], index) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-controls="workbench-tab"
            aria-selected={tab === name}
            tabIndex={tab === name ? 0 : -1}
            onClick={() => {
              setTab(name);
            }}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = TABS[(index + step + TABS.length) % TABS.length]?.[0];
              if (step === 0 || !next) return;
              setTab(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="workbench-tab" aria-labelledby={`tab-${tab}`}>
        {tab === 'frames' ? (
          <Frames control={control} connected={connected} cleared={cleared} />
        ) : tab === 'faults' ? (
          <FaultSwitches control={control} />
        ) : (
          <Clock control={control} />
        )}
      </div>
    </>
  );
}
