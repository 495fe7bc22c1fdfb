import { RUNTIME_LEASE } from '../../spec/derive/names';
import { MACHINE_CLOCK, sleep } from '../clock';
import { faultOf, type KubeFault } from './fault';
import { KubeError, type Kube, type KubeObject } from './kube';
import { heldSpec, holderOf, leaseDecision, releasedSpec, renewalOf, type SeenLease } from './lease-decision';

/** How often the holder says that it is there. */
const RENEW_EVERY = 5000;

/**
 * How long a renewal is good for, from before it was sent. Less than others wait for from after it was done, by as much as
 * two clocks may differ in pace and a process may take to notice.
 */
const LEADS_FOR = 10_000;

/** How often the others look. */
const LOOK_EVERY = 2000;

/** After what failed, a leader looks sooner: its time runs. */
const RETRY_AFTER = 1000;

/** An answer that takes longer is not waited for: there must be time to ask again before the renewal is due. */
const ANSWER_WITHIN = 3000;

export interface LeadershipOptions {
  readonly kube: Kube;
  /** The pod's name: a container that was restarted goes on at once. */
  readonly identity: string;
  /** @default myelin-runtime */
  readonly name?: string;
  readonly onLead: () => void;
  /** Called before anybody else can lead, once for each `onLead`, and not for `stop`. */
  readonly onLost: (why: string) => void;
}

/**
 * Leads, or waits to lead, the runtimes of a namespace, by a Lease.
 *
 * - Two never lead at once, as long as no process is stopped between asking `leads` and acting: journals have a fence
 *   against that.
 * - Leadership that cannot be renewed ends by the leader's own clock, whether or not the API server can be reached.
 * - After `stop` nobody has to wait for a lease to run out.
 */
export class Leadership {
  #seen: SeenLease = { since: 0 };
  /** What was seen is what was written last: there is nothing to be looked at before the next renewal. */
  #isLatest = false;
  #ledUntil = -Infinity;
  #leading = false;
  #lastFault: KubeFault | undefined;
  #deadline: NodeJS.Timeout | undefined;
  readonly #name: string;
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;

  constructor(private readonly options: LeadershipOptions) {
    this.#name = options.name ?? RUNTIME_LEASE;
    this.#running = this.#run();
  }

  /** Whether it leads at this very moment. */
  get leads(): boolean {
    return this.#leading && performance.now() < this.#ledUntil;
  }

  /** Who held the lease when it was last looked at. @returns undefined where nobody did */
  get holder(): string | undefined {
    return (this.#seen.lease && holderOf(this.#seen.lease)) || undefined;
  }

  /** Why the lease cannot be read or written. @returns undefined where it can */
  get lastFault(): KubeFault | undefined {
    return this.#lastFault;
  }

  /** Ceases to lead and gives the lease up; whatever acted by it must have ended before. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    this.#end();
    if (this.holder === this.options.identity) await this.#release();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      let renewed = false;
      try {
        renewed = await this.#turn();
        this.#lastFault = undefined;
      } catch (error) {
        this.#lastFault = faultOf(error, this.#lastFault);
      }
      this.#isLatest = renewed;
      const wait = renewed ? RENEW_EVERY : this.#leading ? RETRY_AFTER : LOOK_EVERY;
      await sleep(MACHINE_CLOCK, wait * (0.9 + Math.random() / 10), signal);
    }
  }

  /** @returns whether it holds the lease anew */
  async #turn(): Promise<boolean> {
    const { kube, identity } = this.options;
    if (!this.#isLatest) this.#see(await this.#soon(kube.get('Lease', this.#name)));
    const decision = leaseDecision(this.#seen, identity, performance.now());
    if (decision.kind === 'wait') {
      this.#lost(`${decision.holder} holds the lease`);
      return false;
    }
    const asked = performance.now();
    try {
      this.#see(await this.#soon(this.#write(heldSpec(this.#seen.lease, identity, Date.now()))));
    } catch (error) {
      // Somebody else was faster; who it was the next look tells.
      if (error instanceof KubeError && error.status === 409) return false;
      throw error;
    }
    this.#lead(asked + LEADS_FOR);
    return true;
  }

  #write(spec: object): Promise<KubeObject> {
    const { lease } = this.#seen;
    if (lease !== undefined) return this.options.kube.update({ ...lease, spec });
    return this.options.kube.create({
      ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: this.#name } },
      spec,
    });
  }

  #see(lease: KubeObject | undefined): void {
    const since = renewalOf(lease) === renewalOf(this.#seen.lease) ? this.#seen.since : performance.now();
    this.#seen = { since, ...(lease === undefined ? {} : { lease }) };
  }

  #lead(until: number): void {
    if (this.#stopped.signal.aborted || performance.now() >= until) return;
    this.#ledUntil = until;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(
      () => this.#lost(`the lease could not be renewed for ${LEADS_FOR / 1000} s`),
      until - performance.now(),
    );
    if (this.#leading) return;
    this.#leading = true;
    this.options.onLead();
  }

  #lost(why: string): void {
    if (!this.#leading) return;
    this.#end();
    this.options.onLost(why);
  }

  #end(): void {
    clearTimeout(this.#deadline);
    this.#leading = false;
    this.#ledUntil = -Infinity;
  }

  /** What cannot be given up runs out. */
  async #release(): Promise<void> {
    for (let tries = 2; tries > 0; tries -= 1)
      try {
        // A renewal that was not waited for may have changed it.
        this.#see(await this.#soon(this.options.kube.get('Lease', this.#name)));
        const { lease } = this.#seen;
        if (lease === undefined || holderOf(lease) !== this.options.identity) return;
        await this.#soon(this.#write(releasedSpec(lease, Date.now())));
        return;
      } catch (error) {
        this.#lastFault = faultOf(error, this.#lastFault);
      }
  }

  async #soon<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const why = `lease ${this.#name}: no answer within ${ANSWER_WITHIN / 1000} s`;
      timer = setTimeout(() => reject(new KubeError(0, 'Timeout', why)), ANSWER_WITHIN);
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }
}
