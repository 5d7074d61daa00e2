import type { FromWorker, ToWorker } from './protocol.ts';

/** The near side of a worker. */
export interface PluginWorker {
  send(message: ToWorker): void;
  /** How many calls it is busy with. */
  busy(): number;
  /** Sends and listens until `settles` says that the call is over, or the worker ends (then `onEnd`, with the reason, and how many other calls it took along). */
  call(
    message: ToWorker & { readonly call: number },
    onMessage: (message: FromWorker & { readonly call: number }) => void,
    onEnd: (reason: string, others: number) => void,
  ): () => void;
  /** Ends it at once, whatever it is doing; everybody who waits is told `reason`. */
  end(reason: string): Promise<void>;
  readonly ended: () => boolean;
}

export type StartWorker = (
  name: string,
  onLog: (message: Extract<FromWorker, { type: 'log' }>) => void,
  /** `givesWay`: what it computes waits wherever the program itself wants the same core. */
  bounds: { readonly memoryMb: number; readonly givesWay?: boolean },
) => PluginWorker;
