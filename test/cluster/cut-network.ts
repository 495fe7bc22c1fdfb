import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Passes bytes on to a server, and breaks whatever passes when told to. */
export class CutNetwork {
  readonly #open = new Set<Socket>();
  readonly #server;
  #down = false;

  constructor(private readonly to: URL) {
    this.#server = createServer((socket) => this.#pass(socket));
  }

  /** @returns the address to ask instead */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `${this.to.protocol}//127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  /** Nobody gets through. */
  down(): void {
    this.#down = true;
    this.cut();
  }

  up(): void {
    this.#down = false;
  }

  stop(): void {
    this.down();
    this.#server.close();
  }

  #pass(socket: Socket): void {
    if (this.#down) return void socket.destroy();
    const beyond = connect({ host: this.to.hostname, port: Number(this.to.port || 443) });
    for (const [one, other] of [
      [socket, beyond],
      [beyond, socket],
    ] as const) {
      this.#open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#open.delete(one);
        other.destroy();
      });
    }
  }
}
