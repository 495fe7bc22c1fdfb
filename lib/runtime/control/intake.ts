/** How many events and commands may wait for the journal at once, of all axons, and how many bytes in them. */
const MOST = 2000;
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * What was sent to the runtime and is not durable yet.
 *
 * - It is bounded: while the API server is away nothing becomes durable, and whoever sends is told to come back rather than
 *   that it has been taken.
 */
export class Intake {
  private count = 0;
  private bytes = 0;

  constructor(
    private readonly limits: { readonly most: number; readonly bytes: number } = { most: MOST, bytes: MOST_BYTES },
  ) {}

  /** Why nothing more is taken; undefined where it is. */
  get full(): string | undefined {
    const { most, bytes } = this.limits;
    if (this.count >= most) return `${this.count} events and commands wait for the journal`;
    if (this.bytes >= bytes) return `${Math.round(this.bytes / 1024)} kB of events wait for the journal`;
    return undefined;
  }

  /** Counts what is sent until `settled` is. */
  async hold<T>(sent: unknown, settled: () => Promise<T>): Promise<T> {
    const size = Buffer.byteLength(JSON.stringify(sent) ?? '');
    this.count += 1;
    this.bytes += size;
    try {
      return await settled();
    } finally {
      this.count -= 1;
      this.bytes -= size;
    }
  }
}
