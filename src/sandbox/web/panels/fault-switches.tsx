import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Control, Fault } from '../protocol/control.ts';

interface Switch {
  readonly label: string;
  readonly hint: string;
  readonly order: Readonly<Record<string, string | number>> & { readonly kind: string };
}

const SWITCHES: readonly Switch[] = [
  { label: 'Slow', hint: 'Every REST answer takes 2 seconds longer.', order: { kind: 'latency', durationMs: 2000 } },
  {
    label: 'Failing',
    hint: 'The next 50 REST requests are answered with 500.',
    order: { kind: 'error', status: 500, times: 50 },
  },
  {
    label: 'Rate limited',
    hint: 'The next 20 REST requests are answered with 429, wait a second.',
    order: { kind: 'rate-limit', retryAfterMs: 1000, times: 20 },
  },
  {
    label: 'Answers get lost',
    hint: 'The next 3 requests are done, and their answers never arrive.',
    order: { kind: 'lost-response', times: 3 },
  },
  {
    label: 'Events come twice',
    hint: 'The gateway delivers every event two times.',
    order: { kind: 'duplicate-event' },
  },
];

export function FaultSwitches({ control }: { control: Control }): JSX.Element {
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [said, setSaid] = useState('');
  /** One order after the other: whoever turns a switch back before the answer takes back what is ordered by then. */
  const ordered = useRef<Promise<unknown>>(Promise.resolve());
  const refresh = async (): Promise<void> => {
    const known = ordered.current;
    await known;
    const found = await control.faults().catch(() => undefined);
    // What was asked before the latest order knows nothing of it.
    if (found && known === ordered.current) setFaults(found);
  };
  useEffect(() => {
    void refresh();
    // Some strike a number of times and are gone by themselves.
    const timer = setInterval(() => void refresh(), 1500);
    return () => {
      clearInterval(timer);
    };
  }, [control]);
  const attempt = (order: () => Promise<unknown>, sentence: string): void => {
    ordered.current = ordered.current.then(order).then(
      () => {
        setSaid(sentence);
      },
      (error: unknown) => {
        setSaid(error instanceof Error ? error.message : 'It did not work.');
      },
    );
    void refresh();
  };
  const turnOff = async (kind: string): Promise<void> => {
    const on = (await control.faults()).filter((fault) => fault.kind === kind);
    await Promise.all(on.map(({ id }) => control.removeFault(id)));
  };
  return (
    <div class="fault-switches">
      <p>See how the bot bears a bad day. Everything here concerns this sandbox only.</p>
      {SWITCHES.map(({ label, hint, order }) => {
        const on = faults.find((fault) => fault.kind === order.kind);
        return (
          <label class="switch" key={order.kind}>
            <input
              type="checkbox"
              role="switch"
              checked={on !== undefined}
              onChange={() => {
                // Shown at once, and put right by the answer.
                setFaults((before) =>
                  on ? before.filter((fault) => fault !== on) : [...before, { id: '', kind: order.kind }],
                );
                if (on) attempt(() => turnOff(order.kind), `${label}: off.`);
                else attempt(() => control.addFault(order), `${label}: on.`);
              }}
            />
            <span>
              <b>
                {label}
                {on?.times !== undefined && <small class="left"> {on.times} left</small>}
              </b>
              <small>{hint}</small>
            </span>
          </label>
        );
      })}
      <div class="fault-buttons">
        <button
          type="button"
          class="button secondary"
          onClick={() => {
            attempt(() => control.cutGateway(true), 'Cut: the bot resumes by itself.');
          }}
        >
          Cut the gateway
        </button>
        <button
          type="button"
          class="button secondary"
          onClick={() => {
            attempt(() => control.cutGateway(false), 'Cut, and the session is forgotten: the bot identifies anew.');
          }}
        >
          Cut and forget the session
        </button>
      </div>
      <p role="status">{said}</p>
    </div>
  );
}
