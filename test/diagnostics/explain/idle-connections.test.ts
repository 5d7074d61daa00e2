import { expect, test } from 'vitest';
import { idleConnections, type Wire } from '../../../src/diagnostics/builtin/sql/idle-connections.ts';

function wires() {
  const made: (Wire & { readonly state: () => string; readonly break: () => void })[] = [];
  const connect = async () => {
    let state = 'open';
    let broken = (): void => undefined;
    const wire = {
      state: () => state,
      end: () => {
        state = 'ended';
      },
      onBroken: (listener: () => void) => {
        broken = listener;
      },
      break: () => {
        broken();
      },
    };
    made.push(wire);
    return wire;
  };
  return { made, connect };
}

test('what was given back is taken again, by its own key alone, and by one at a time', async () => {
  const { made, connect } = wires();
  const idle = idleConnections();
  const first = await idle.take('shop', connect);
  idle.give('shop', first);
  expect(await idle.take('stock', connect)).not.toBe(first);
  expect(await idle.take('shop', connect)).toBe(first);
  expect(await idle.take('shop', connect)).not.toBe(first);
  expect(made).toHaveLength(3);
});

test('one is kept, more are hung up, and one that broke is not handed out', async () => {
  const { made, connect } = wires();
  const idle = idleConnections();
  const [first, second] = [await idle.take('shop', connect), await idle.take('shop', connect)];
  idle.give('shop', first);
  idle.give('shop', second);
  expect(made.map(({ state }) => state())).toEqual(['open', 'ended']);
  made[0]?.break();
  expect(await idle.take('shop', connect)).not.toBe(first);
});
