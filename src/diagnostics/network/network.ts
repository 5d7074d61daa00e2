import type { Socket as UdpSocket } from 'node:dgram';
import type { Socket } from 'node:net';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export type Connection = Socket;
/** A UDP socket, connected to one address: it receives from there only. */
export type Datagram = UdpSocket;

/** The ways out that obey the allow-list. Each throws `Refused` with the code `target/…` where it says no. */
export interface Network {
  /** The addresses of a name (or the address itself) that may be connected to on `port`. */
  resolve(host: string, port: number): Promise<readonly ResolvedAddress[]>;
  /**
   * Resolves when connected. Checked after resolution, and the peer's address again once connected. Goes from address to address
   * until one takes the connection, or to `address` alone: one that `resolve` gave for this host and port.
   */
  connect(target: {
    readonly host: string;
    readonly port: number;
    readonly address?: string;
    readonly signal?: AbortSignal;
  }): Promise<Connection>;
  /** To the first address of the host, or to `address`: one that `resolve` gave for this host and port. Nobody says whether anybody is there. */
  datagram(target: { readonly host: string; readonly port: number; readonly address?: string }): Promise<Datagram>;
  /** The standard fetch; every hop of a redirect is checked. */
  fetch(input: string | URL, init?: RequestInit): Promise<Response>;
}
