/** Rejects with `late()` when `ms` are over. A socket obeys its signal for as long as it lives: in time, this one aborts no more. */
export async function connectedWithin<T>(
  ms: number,
  signal: AbortSignal,
  connect: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  const time = AbortSignal.timeout(ms);
  const patience = new AbortController();
  const onTime = (): void => {
    patience.abort(time.reason);
  };
  time.addEventListener('abort', onTime, { once: true });
  try {
    return await connect(AbortSignal.any([signal, patience.signal]));
  } catch (error) {
    throw patience.signal.aborted && !signal.aborted ? late() : error;
  } finally {
    time.removeEventListener('abort', onTime);
  }
}
