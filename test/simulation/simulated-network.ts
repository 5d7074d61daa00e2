import { syncBuiltinESMExports } from 'node:module';
import net, { type Server } from 'node:net';
import { Duplex } from 'node:stream';
import { asCurrentProcess, currentProcess } from './simulated-process.ts';

/** One end of a connection within this process: what is written here is read there, a turn of the event loop later. */
class SimulatedSocket extends Duplex {
  connecting = true;
  readonly remoteAddress = '127.0.0.1';
  readonly #asOwner = asCurrentProcess();
  #peer: SimulatedSocket | undefined;

  constructor() {
    super({ allowHalfOpen: false });
    currentProcess()?.onKill(() => {
      const peer = this.#peer;
      this.#peer = undefined;
      setImmediate(() => peer?.destroy(reset()));
    });
  }
  static pair(make: () => SimulatedSocket): readonly [SimulatedSocket, SimulatedSocket] {
    const one = new SimulatedSocket();
    const other = make();
    one.#peer = other;
    other.#peer = one;
    return [one, other];
  }
  #later(deliver: (peer: SimulatedSocket) => void): void {
    setImmediate(() => {
      const peer = this.#peer;
      if (!peer || peer.destroyed) return;
      peer.#asOwner(() => {
        deliver(peer);
      });
    });
  }
  override _read(): void {
    // What arrives is pushed.
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#later((peer) => peer.push(chunk));
    setImmediate(done);
  }
  override _final(done: () => void): void {
    this.#later((peer) => peer.push(null));
    setImmediate(done);
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#later((peer) => peer.push(null));
    done(error);
  }
  /** As a reset connection: the far side reads an error. */
  resetAndDestroy(): this {
    this.#later((peer) => peer.destroy(reset()));
    return this.destroy();
  }
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

const reset = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

/** Every connection of this process to a server of this process is made here. Others are refused: nothing leaves it. */
export function simulateNetwork(): void {
  /** Each with the process that listens. */
  const servers = new Map<Server, (work: () => void) => void>();
  const listen: unknown = Reflect.get(net.Server.prototype, 'listen');
  if (typeof listen !== 'function') throw new Error('unreachable: servers listen');
  Object.assign(net.Server.prototype, {
    listen(this: Server, ...args: readonly unknown[]): unknown {
      servers.set(this, asCurrentProcess());
      currentProcess()?.onKill(() => servers.delete(this));
      this.once('close', () => servers.delete(this));
      return Reflect.apply(listen, this, args);
    },
  });
  const portOf = (server: Server): number | undefined => {
    const address = server.address();
    return address && typeof address === 'object' ? address.port : undefined;
  };
  const connect = (options: { readonly port?: number | string }): SimulatedSocket => {
    const [server, asServer] = [...servers].find(([one]) => portOf(one) === Number(options.port)) ?? [];
    const [here, there] = SimulatedSocket.pair(() => {
      let made = new SimulatedSocket();
      asServer?.(() => {
        made = new SimulatedSocket();
      });
      return made;
    });
    setImmediate(() => {
      if (!server?.listening) {
        here.destroy(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
        return;
      }
      here.connecting = there.connecting = false;
      asServer?.(() => {
        server.emit('connection', there);
      });
      here.emit('connect');
    });
    return here;
  };
  Object.assign(net, { connect, createConnection: connect });
  syncBuiltinESMExports();
}
