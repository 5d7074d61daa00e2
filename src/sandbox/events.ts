/** Something that happened in the sandbox, in the words of Discord's gateway. */
export interface SandboxEvent {
  readonly t: string;
  readonly d: object;
  readonly guildId?: string | null;
  /** Only who may see this channel hears of it. */
  readonly channelId?: string;
  /** Only these people (or the bot) hear of it. */
  readonly onlyFor?: readonly string[];
}

export interface EventBus {
  publish(event: SandboxEvent): void;
  /** Returns how to stop listening. */
  listen(listener: (event: SandboxEvent) => void): () => void;
}

export function eventBus(): EventBus {
  const listeners = new Set<(event: SandboxEvent) => void>();
  return {
    publish(event) {
      for (const listener of listeners) listener(event);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
