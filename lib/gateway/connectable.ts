import { connect } from 'node:net';

/** How often each server is tried. */
const EVERY = 1000;

/** A connection that takes longer is none. */
const WITHIN = 1000;

/** So many in a row have to fail: one alone may be the network's fault. */
const FAILURES = 2;

/**
 * Which servers take connections, tried over and over: a Service without a ready pod refuses them.
 *
 * - Every server takes connections until it has failed so often in a row, and again as soon as one succeeds.
 * - Nothing is sent, so a server that takes a connection and answers badly is not found out.
 */
export class Connectable {
  private readonly failures = new Map<string, number>();
  private told = '';
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /**
   * @param addresses - URLs, of which host and port count
   * @param onChange - is told all that take no connections now
   */
  constructor(
    private readonly addresses: readonly string[],
    private readonly onChange: (unconnectable: ReadonlySet<string>) => void,
  ) {
    if (addresses.length > 0) this.soon();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private soon(): void {
    this.timer = setTimeout(() => void this.turn(), EVERY);
    this.timer.unref();
  }

  private async turn(): Promise<void> {
    await Promise.all(
      this.addresses.map(async (address) => {
        const failed = !(await takesConnection(address));
        this.failures.set(address, failed ? (this.failures.get(address) ?? 0) + 1 : 0);
      }),
    );
    if (this.stopped) return;
    const unconnectable = this.addresses.filter((address) => this.failures.get(address)! >= FAILURES);
    if (unconnectable.join() !== this.told) {
      this.told = unconnectable.join();
      this.onChange(new Set(unconnectable));
    }
    this.soon();
  }
}

function takesConnection(address: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
    const end = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.setTimeout(WITHIN, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
