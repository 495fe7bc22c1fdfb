import type { GatewayMetrics, RequestLabels } from './metrics';

/** Copies in flight; beyond that one is dropped. */
const MOST = 64;

/**
 * Sends copies of requests.
 *
 * - A copy starts after the turn in which the request itself was sent, and nobody waits for it.
 * - Its answer and its failure are thrown away; only their number is known.
 * - Only so many are in flight; beyond that a copy is dropped, since a slow shadow must not fill the memory.
 */
export class Shadows {
  private inFlight = 0;

  constructor(private readonly metrics: GatewayMetrics) {}

  start(labels: Omit<RequestLabels, 'route'>, copy: () => Promise<unknown>): void {
    if (this.inFlight >= MOST) {
      this.metrics.shadow(labels, 'dropped');
      return;
    }
    this.inFlight += 1;
    setImmediate(() => void this.run(labels, copy));
  }

  private async run(labels: Omit<RequestLabels, 'route'>, copy: () => Promise<unknown>): Promise<void> {
    try {
      await copy();
      this.metrics.shadow(labels, 'sent');
    } catch {
      this.metrics.shadow(labels, 'failed');
    } finally {
      this.inFlight -= 1;
    }
  }
}
