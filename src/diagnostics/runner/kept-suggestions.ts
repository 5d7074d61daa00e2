import { canonicalJson } from '../../base/canonical-json.ts';
import type { Clock, Instant } from '../../base/clock.ts';
import type { GivenArgs } from '../kit/plugin-args.ts';
import type { LoadedSource } from './protocol.ts';

type Suggestions = readonly { readonly name: string; readonly value: string }[];
type Asked = readonly [source: LoadedSource, diagnostic: string, option: string, typed: string, given: GivenArgs];
export type Suggest = (...asked: Asked) => Promise<Suggestions>;

/** Discord waits three seconds. */
const ANSWER_MS = 2000;
/** What a database or a Prometheus said a little ago is better than nothing, as long as it is a little. */
const KEPT_MS = 5 * 60_000;
const MOST_LISTS = 100;
const MOST_KEPT = 100;

/**
 * Asks (`undefined`: it failed), and keeps each option's last list: where the answer does not come in time, what fits of that is
 * answered, and the late answer is kept for the next letter. Never rejects unless `ask` does.
 */
export function keptSuggestions(clock: Clock, ask: (...asked: Asked) => Promise<Suggestions | undefined>): Suggest {
  const lists = new Map<string, { readonly suggestions: Suggestions; readonly at: Instant }>();
  const keptOf = (key: string): Suggestions => {
    const kept = lists.get(key);
    return kept && kept.at + KEPT_MS > clock.now() ? kept.suggestions : [];
  };
  const keep = (key: string, suggestions: Suggestions): void => {
    // A list for another word does not take the place of the one before it: the next word may be of either.
    const others = keptOf(key).filter(({ value }) => !suggestions.some((one) => one.value === value));
    lists.delete(key);
    lists.set(key, { suggestions: [...suggestions, ...others].slice(0, MOST_KEPT), at: clock.now() });
    const [oldest] = lists.keys();
    if (lists.size > MOST_LISTS && oldest !== undefined) lists.delete(oldest);
  };
  return async (source, diagnostic, option, typed, given) => {
    const key = canonicalJson([source.key, source.version, diagnostic, option, given]);
    const fresh = ask(source, diagnostic, option, typed, given).then((suggestions) => {
      if (suggestions) keep(key, suggestions);
      return suggestions;
    });
    const inTime = await within(clock, ANSWER_MS, fresh);
    return inTime ?? keptOf(key).filter((one) => fits(one, typed));
  };
}

const fits = ({ name, value }: Suggestions[number], typed: string): boolean =>
  [name, value].some((text) => text.toLowerCase().includes(typed.toLowerCase()));

/** Undefined when it takes longer. */
const within = <T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | undefined> =>
  new Promise((done, fail) => {
    const cancel = clock.at(clock.now() + ms, () => {
      done(undefined);
    });
    promise.then(done, fail).finally(cancel);
  });
