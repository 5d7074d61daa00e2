const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');

/** Listens on the first of the ports that is not taken, by `listen`, which rejects on one that is. Rejects when all are. */
export async function firstFree(ports: readonly number[], listen: (port: number) => Promise<number>): Promise<number> {
  for (const [index, port] of ports.entries())
    try {
      return await listen(port);
    } catch (error) {
      if (!isTaken(error) || index === ports.length - 1) throw error;
    }
  throw new Error('There is no port to listen on.');
}
