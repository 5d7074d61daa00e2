/** Milliseconds of the work. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** One line of the benchmark. */
export function say(name: string, value: string, wanted: string): void {
  console.log(`${name.padEnd(58)} ${value.padStart(22)}   wanted: ${wanted}`);
}

/** Idle workers and databases keep no process alive by themselves. */
export async function keptAlive(work: () => Promise<void>): Promise<void> {
  const alive = setInterval(() => undefined, 1000);
  await work();
  clearInterval(alive);
}
