import { KubeError, type Kind } from '../../lib/runtime/kube/kube';

export type Method = 'get' | 'list' | 'watch' | 'create' | 'update' | 'apply' | 'patch' | 'delete' | 'raw';

/** Which requests a fault is for. */
export interface Requested {
  /** @default - any */
  readonly method?: Method;
  /** @default - any */
  readonly kind?: Kind;
}

interface Fault extends Requested {
  left: number;
  readonly before?: () => Promise<void> | void;
  readonly after?: () => void;
}

/** What goes wrong between a client and its API server, to order. */
export class KubeFaults {
  readonly #faults: Fault[] = [];
  #outage: KubeError | undefined;

  /** The next requests are refused, and nothing is done. */
  fail(times: number, error: KubeError, requested: Requested = {}): void {
    this.#faults.push({
      ...requested,
      left: times,
      before: () => {
        throw error;
      },
    });
  }

  /** The next requests are done, and the answer is lost. */
  dropAnswers(times: number, requested: Requested = {}): void {
    this.#faults.push({
      ...requested,
      left: times,
      after: () => {
        throw new KubeError(0, 'Timeout', 'no answer within 30 s');
      },
    });
  }

  /** The next requests wait. @returns lets them go on */
  hang(times: number, requested: Requested = {}): () => void {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.#faults.push({ ...requested, left: times, before: () => released });
    return release;
  }

  /** Nothing is answered any more, until `up`. */
  down(): void {
    this.#outage = new KubeError(0, 'Unreachable', 'connect ECONNREFUSED 10.0.0.1:443');
  }

  up(): void {
    this.#outage = undefined;
  }

  /** @internal */
  async around<T>(method: Method, kind: Kind | undefined, act: () => T): Promise<T> {
    await undefined;
    this.#refuse();
    const fault = this.#faults.find(
      (one) => one.left > 0 && (one.method ?? method) === method && (one.kind ?? kind) === kind,
    );
    if (fault === undefined) return act();
    fault.left -= 1;
    if (fault.left === 0) this.#faults.splice(this.#faults.indexOf(fault), 1);
    await fault.before?.();
    this.#refuse();
    const answer = act();
    fault.after?.();
    return answer;
  }

  #refuse(): void {
    if (this.#outage !== undefined) throw this.#outage;
  }
}
