import { messageOf } from '../../base/result.ts';
import type { PluginWorker } from './plugin-worker.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

export interface Calls extends Omit<PluginWorker, 'end'> {
  /** Something came from the far side. */
  receive(message: FromWorker): void;
  /** There is no far side any more: everybody who waits is told `reason`. */
  close(reason: string): void;
}

/** The calls that are under way over one port. */
export function callsOver(
  send: (message: ToWorker) => void,
  onLog: (message: Extract<FromWorker, { type: 'log' }>) => void,
): Calls {
  const calls = new Map<
    number,
    {
      onMessage: (message: FromWorker & { readonly call: number }) => void;
      onEnd: (reason: string, others: number) => void;
    }
  >();
  let closed: string | undefined;
  return {
    send(message) {
      if (closed === undefined) send(message);
    },
    busy: () => calls.size,
    ended: () => closed !== undefined,
    call(message, onMessage, onEnd) {
      if (closed !== undefined) {
        onEnd(closed, 0);
        return () => undefined;
      }
      calls.set(message.call, { onMessage, onEnd });
      try {
        send(message);
      } catch (error) {
        calls.delete(message.call);
        onEnd(`What it was to be handed could not be sent to it: ${messageOf(error)}`, 0);
      }
      return () => {
        calls.delete(message.call);
      };
    },
    receive(message) {
      if (message.type === 'log') onLog(message);
      else if ('call' in message) calls.get(message.call)?.onMessage(message);
    },
    close(reason) {
      if (closed !== undefined) return;
      closed = reason;
      const waiting = [...calls.values()];
      calls.clear();
      for (const { onEnd } of waiting) onEnd(reason, waiting.length - 1);
    },
  };
}
