import { tooOften } from './answers';
import { Buckets } from './buckets';
import type { PushSource } from './ports';

/** Of one pod's work: an attempt, or a backend of a version. */
const OF_ONE = { burst: 500, rate: 50 };

/** Of all that an axon runs. */
const OF_AXON = { burst: 5000, rate: 500 };

/** A report that is longer counts once for each of these, in bytes. */
const PIECE = 16 * 1024;

/**
 * What holds code back that reports.
 *
 * - Who floods the runtime keeps neither another axon's code from reporting nor another task's: each has a bucket of its own
 *   beside that of the axon, which is asked only for what the first one gave.
 * - Where all of an axon show one token, as on one machine, there is that of the axon alone.
 */
export class PushLimits {
  private readonly ofOne: Buckets;
  private readonly ofAxon: Buckets;

  constructor(now: () => number) {
    this.ofOne = new Buckets(OF_ONE, now);
    this.ofAxon = new Buckets(OF_AXON, now);
  }

  /**
   * Takes a report of so many bytes.
   *
   * @param who - as far as it is known for certain. @default - one of the axon
   * @throws HttpError 429
   */
  take(axon: string, who: PushSource | undefined, bytes: number): void {
    const cost = Math.max(1, Math.ceil(bytes / PIECE));
    const one = who === undefined ? 0 : this.ofOne.take(`${axon} ${JSON.stringify(who)}`, cost);
    if (one > 0) throw tooOften('this task or version reports', one);
    const all = this.ofAxon.take(axon, cost);
    if (all > 0) throw tooOften(`the code of ${axon} reports`, all);
  }
}
