/**
 * Runs what bears the same key one after the other, in the order of the calls; what bears another key is not waited for.
 * Within this process only.
 */
export function oneAtATime(): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, run) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(run, run);
    const done = mine
      .catch(() => undefined) // whoever called hears of it
      .then(() => {
        if (last.get(key) === done) last.delete(key);
      });
    last.set(key, done);
    return mine;
  };
}
