/** Lets at most `most` pieces of work run at once; the others wait in order. */
export function createGate(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (inside >= most) await new Promise<void>((enter) => queue.push(enter));
    else inside++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else inside--;
    }
  };
}
