export interface EventStream {
  readonly close: () => void;
}

export interface StreamEvent {
  readonly seq: number;
  readonly t: string;
  readonly d: unknown;
}

interface Listener {
  readonly event: (event: StreamEvent) => void;
  readonly state: (state: 'connecting' | 'open' | 'lost') => void;
}

const LONGEST_PAUSE_MS = 8000;

/** The sandbox's events over a WebSocket that comes back by itself, from where it was cut. */
export function openEventStream(address: (after: number) => string, after: number, on: Listener): EventStream {
  let closed = false;
  let socket: WebSocket | undefined;
  let last = after;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = (): void => {
    if (closed) return;
    on.state('lost');
    timer = setTimeout(open, Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures++));
  };
  const open = (): void => {
    if (closed) return;
    socket = new WebSocket(address(last));
    socket.onopen = () => {
      failures = 0;
      on.state('open');
    };
    socket.onmessage = (message) => {
      // The sandbox's own frames: JSON of one shape.
      const event = JSON.parse(String(message.data)) as StreamEvent;
      last = event.seq;
      on.event(event);
    };
    socket.onclose = again;
  };
  const wake = (): void => {
    if (closed || socket?.readyState !== WebSocket.CLOSED) return;
    clearTimeout(timer);
    failures = 0;
    open();
  };
  addEventListener('online', wake);
  open();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      removeEventListener('online', wake);
      socket?.close();
    },
  };
}
