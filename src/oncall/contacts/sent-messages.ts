/** Where a message in the chat stands. */
export type SentMessage = { readonly channel: string; readonly message: string };

/**
 * Which message a delivery became: the chat's handlers say only whether it was done, and report the message to whoever
 * asked to hear of it.
 */
export interface SentMessages {
  /** Runs one delivery, and gives back what was reported of it meanwhile. */
  during<O>(effectId: string, run: () => Promise<O>): Promise<{ readonly outcome: O; readonly message?: SentMessage }>;
  /** False when nobody waits for that: it was no delivery to a person. */
  report(effectId: string, message: SentMessage): boolean;
}

export function createSentMessages(): SentMessages {
  const underWay = new Map<string, SentMessage | undefined>();
  return {
    async during(effectId, run) {
      underWay.set(effectId, undefined);
      try {
        const outcome = await run();
        const message = underWay.get(effectId);
        return { outcome, ...(message && { message }) };
      } finally {
        underWay.delete(effectId);
      }
    },
    report(effectId, message) {
      if (!underWay.has(effectId)) return false;
      underWay.set(effectId, message);
      return true;
    },
  };
}
