import { expect, test } from 'vitest';
import { virtualClock } from '../../src/base/clock.ts';
import type { GivenArgs } from '../../src/diagnostics/kit/plugin-args.ts';
import { keptSuggestions } from '../../src/diagnostics/runner/kept-suggestions.ts';
import type { LoadedSource } from '../../src/diagnostics/runner/protocol.ts';

const hostile: LoadedSource = {
  key: 'logs',
  version: 1,
  module: '',
  config: {},
  secrets: {},
  builtIn: true,
  memoryMb: 64,
};

test('suggestions that come too late are answered from the last list, and serve the next letter', async () => {
  const clock = virtualClock(1e12);
  const asked: ((found: readonly { readonly name: string; readonly value: string }[] | undefined) => void)[] = [];
  const suggest = keptSuggestions(clock, () => new Promise((answer) => asked.push(answer)));
  const named = (...values: readonly string[]) => values.map((value) => ({ name: value, value }));
  const type = (typed: string, given: GivenArgs = {}) => suggest(hostile, 'logs', 'text', typed, given);

  const first = type('');
  await clock.advance(2000);
  expect(await first).toEqual([]);
  asked[0]?.(named('checkout', 'orders')); // behind
  const second = type('che');
  await clock.advance(2000);
  expect(await second).toEqual(named('checkout'));
  asked[1]?.(named('checkout-2'));
  const other = type('che', { source: 'other' });
  asked[2]?.(undefined); // it failed, and there is no list of that source
  expect(await other).toEqual([]);
  const third = type('check');
  asked[3]?.(undefined);
  expect(await third).toEqual(named('checkout-2', 'checkout'));
  const fresh = type('check');
  asked[4]?.(named('check'));
  expect(await fresh).toEqual(named('check'));
  await clock.advance(6 * 60_000);
  const old = type('check');
  asked[5]?.(undefined);
  expect(await old).toEqual([]);
  expect(clock.pending()).toBe(0);
});
