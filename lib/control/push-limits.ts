import { tooOften } from './answers';
import { Buckets } from './buckets';

/** Of one pod: a worker of an attempt, or a replica of a backend. */
const OF_POD = { burst: 500, rate: 50 };

/** Of all that an axon runs. */
const OF_AXON = { burst: 5000, rate: 500 };

/** A report that is longer counts once for each of these, in bytes. */
const PIECE = 16 * 1024;

/**
 * What holds code back that reports.
 *
 * - Who floods the runtime keeps neither another axon's code from reporting nor another pod's of its own: each has a bucket of its own
 *   beside that of the axon, which is asked only for what the first one gave.
 * - Where all of an axon show one token, as on one machine, there is that of the axon alone.
 */
export class PushLimits {
  private readonly ofPod: Buckets;
  private readonly ofAxon: Buckets;

  constructor(now: () => number) {
    this.ofPod = new Buckets(OF_POD, now);
    this.ofAxon = new Buckets(OF_AXON, now);
  }

  /**
   * Takes a report of so many bytes.
   *
   * @param pod - as far as it is known for certain. @default - one of the axon
   * @throws HttpError 429
   */
  take(axon: string, pod: string | undefined, bytes: number): void {
    const cost = Math.max(1, Math.ceil(bytes / PIECE));
    const one = pod === undefined ? 0 : this.ofPod.take(`${axon} ${pod}`, cost);
    if (one > 0) throw tooOften(`pod ${pod} reports`, one);
    const all = this.ofAxon.take(axon, cost);
    if (all > 0) throw tooOften(`the code of ${axon} reports`, all);
  }
}
