import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCluster, Shown } from './chaos-cluster';
import type { Fault, Strike } from './faults/fault';
import { Lots } from './lots';
import { verdictOf } from './verdict';

/** How long the loop may take to have done everything, once the cause is gone. */
const PATIENCE = 150_000;

/** How long `myelin get` may take to name what is wrong. */
const UNTIL_NAMED = 60_000;

export interface Report {
  /** What should not have been; none where all went well. */
  readonly faults: readonly string[];
  /** The line by which `myelin get` named it. */
  readonly shown: string;
  /** Milliseconds from the end of the cause until an event was accepted, and until everything was done. */
  readonly heard: number;
  readonly done: number;
}

/** One round: events before, during and after a fault, and what became of every event so far. */
export class Round {
  revision: number;
  private sent = 0;
  private readonly ends: (() => Promise<void>)[] = [];
  private readonly lots: Lots;
  private readonly faults: string[] = [];

  constructor(
    private readonly cluster: ChaosCluster,
    private readonly fault: Fault,
    private readonly place: { readonly seed: number; readonly round: number; readonly revision: number },
  ) {
    this.lots = new Lots(place.seed * 1_000_003 + place.round);
    this.revision = place.revision;
  }

  async play(): Promise<Report> {
    const { cluster, fault } = this;
    const during = this.id();
    let shown = '';
    await this.attempt(async () => {
      await this.send('step');
      await this.send('step');
      await sleep(this.lots.below(3000));
      await this.strike();
      await cluster.call('step', during);
      shown = await this.named();
    });
    for (const end of this.ends) await this.attempt(end);
    const ended = Date.now();
    let heard = ended;
    await this.attempt(async () => {
      // The same event again where it has been heard: whoever sends it may not know.
      await cluster.mustCall('step', during, PATIENCE);
      heard = Date.now();
      await this.send('step');
      await cluster.untilIdle(PATIENCE);
    });
    const done = Date.now();
    await this.attempt(() => this.judge());
    return {
      faults: this.faults,
      shown: shown.split('\n').find((line) => fault.shows?.test(line)) ?? shown.replaceAll('\n', '; '),
      heard: heard - ended,
      done: done - ended,
    };
  }

  private async strike(): Promise<void> {
    const { cluster, lots } = this;
    const strike: Strike = {
      ...{ cluster, lots, round: this.place.round, revision: this.revision },
      undo: (ends) => void this.ends.push(ends),
      send: (sensor) => this.send(sensor),
    };
    try {
      await this.fault.strike(strike);
    } finally {
      this.revision = strike.revision;
    }
  }

  /** What `myelin get` says once it names the fault. */
  private async named(): Promise<string> {
    const { shows, axon } = this.fault;
    if (shows === undefined) return '';
    for (const end = Date.now() + UNTIL_NAMED; ; await sleep(500)) {
      const text = read(await this.cluster.shown(axon));
      if (shows.test(text)) return text;
      if (Date.now() > end) throw new Error(`myelin get does not name it, but says: ${text}`);
    }
  }

  private async judge(): Promise<void> {
    const { cluster, fault } = this;
    const { lost, doubled, stuck } = verdictOf(cluster.accepted, await cluster.journal(), cluster.testimonies());
    this.faults.push(
      ...lost.map((one) => `lost: ${one}`),
      ...doubled.map((one) => `doubled: ${one}`),
      ...stuck.map((one) => `stuck: ${one}`),
    );
    if (fault.axon !== undefined || fault.shows === undefined) return;
    const left = read(await cluster.shown());
    if (fault.shows.test(left)) this.faults.push(`still shown: ${left}`);
  }

  private async attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (fault) {
      this.faults.push((fault as Error).message);
    }
  }

  private id(): string {
    return `r${this.place.round}-${++this.sent}`;
  }

  private async send(sensor: string): Promise<string> {
    const id = this.id();
    await this.cluster.mustCall(sensor, id, 60_000);
    return id;
  }
}

/** What a person reads off: alerts and conditions, or why there is no answer. */
function read({ text, code, conditions, alerts }: Shown): string {
  if (code !== 0) return text;
  const phases = Object.entries(alerts).map(([name, phase]) => `alert ${name} is ${phase}`);
  return [...phases, ...conditions.map(({ reason, name, message }) => `${reason} ${name}: ${message}`)].join('\n');
}
