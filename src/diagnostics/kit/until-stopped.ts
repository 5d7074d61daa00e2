/**
 * What `work` gives, or a rejection as soon as the run is stopped: for what takes no abort signal, or does not let go of it at
 * once. `hangUp` is called when it is stopped, and not afterwards.
 */
export async function untilStopped<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  hangUp: () => void = () => undefined,
): Promise<T> {
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const onAbort = (): void => {
    hangUp();
    stopped.reject(signal.reason as Error);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(), stopped.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
