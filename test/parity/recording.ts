import type { Axon } from '../../lib/spec/axon';
import { AxonLoop } from '../../lib/engine/axon-loop';
import type { Entry } from '../../lib/engine/journal';
import type { Input, World } from '../../lib/engine/ports';
import { randomStream, type RandomStream } from '../../lib/engine/tuning/rng';

/** 2026-01-01T00:00:00Z. */
export const BEGIN = Date.UTC(2026, 0, 1);

/** Which submission it is: the uid of the ConfigMap in a cluster, here of the first object that an API server in memory makes. */
export const INCARNATION = '00000000-0000-4000-8000-000000000001';

/** Something that the outside told a loop; that time passed is not told, since hands wake their loop themselves. */
export interface Told {
  readonly at: number;
  readonly input: Input;
}

export interface Recording {
  readonly told: readonly Told[];
  readonly journal: readonly Entry[];
}

/** What every pair of hands in these tests knows, so that only the hands differ. */
export const WORLD: World = {
  live: () => ({ accuracy: 0.9 }),
  code: (task) => ({ build: `build of ${task}` }),
};

/** How likely things are, and how long they last, in seconds. */
const GOOD_END = 0.85;
const LOST = 0.05;
const READY = 0.9;
const LONGEST_ATTEMPT = 900;
const LONGEST_START = 90;
const BETWEEN_HAPPENINGS = 600;

/**
 * An axon's life of so many hours, drawn from a seed: tasks end well, badly or not at all, versions come up or fail,
 * alerts are answered or not, somebody calls, pauses, starts again, goes back to older versions and promotes newer ones.
 */
export function record(axon: Axon, seed: number, hours: number): Recording {
  return new Life(axon, randomStream(seed)).live(hours * 3_600_000);
}

class Life {
  private now = BEGIN;
  private readonly loop: AxonLoop;
  private readonly told: Told[] = [];
  private readonly journal: Entry[] = [];
  /** What will be told, at whole milliseconds that no two share: hands may hear two things of one instant in any order. */
  private readonly coming = new Map<number, Input>();
  private readonly followed = new Set<string>();

  constructor(
    private readonly axon: Axon,
    private readonly chance: RandomStream,
  ) {
    this.loop = new AxonLoop(() => axon);
  }

  live(span: number): Recording {
    this.step({ kind: 'apply', hash: this.axon.hash, incarnation: INCARNATION });
    this.later(this.seconds(BETWEEN_HAPPENINGS), { kind: 'tick' });
    for (;;) {
      const outside = Math.min(...this.coming.keys());
      const next = Math.min(outside, this.loop.wanted().wakeAt ?? Infinity);
      if (next > BEGIN + span) break;
      this.now = Math.max(this.now, next);
      const input = next === outside ? this.coming.get(next)! : { kind: 'tick' as const };
      this.coming.delete(next);
      if (input.kind === 'tick') this.step(input);
      else this.tell(input);
      if (next === outside && input.kind === 'tick') this.happen();
    }
    return { told: this.told, journal: this.journal };
  }

  private tell(input: Input): void {
    this.told.push({ at: this.now, input });
    this.step(input);
  }

  private step(input: Input): void {
    this.journal.push(...this.loop.step(input, this.now, WORLD));
    this.follow();
  }

  /** Makes what the loop wants come about in time. */
  private follow(): void {
    const { attempts, stops } = this.loop.wanted();
    for (const { name } of attempts) {
      if (!this.isNew(name)) continue;
      const begin = this.seconds(10);
      this.later(begin, { kind: 'attemptRunning', name });
      this.later(begin + this.seconds(LONGEST_ATTEMPT), this.endOf(name));
    }
    for (const { name } of stops) {
      if (this.isNew(`stop ${name}`)) this.later(this.seconds(10), { ...this.endOf(name), outcome: 'Failed' });
    }
    for (const [deployer, { versions }] of this.loop.state.deployers) {
      for (const { name: version, phase, changedAt } of versions) {
        if (phase !== 'Starting' || !this.isNew(`${version} ${changedAt}`)) continue;
        const ready = this.chance.unit() < READY ? 'Ready' : 'Failed';
        const message = `it is ${ready}`;
        this.later(this.seconds(LONGEST_START), { kind: 'versionReported', deployer, version, phase: ready, message });
      }
    }
  }

  private endOf(name: string): Extract<Input, { kind: 'attemptEnded' }> {
    const lost = this.chance.unit() < LOST;
    const good = this.chance.unit() < GOOD_END;
    const metrics = { accuracy: 0.8 + 0.2 * this.chance.unit(), loss: this.chance.unit() };
    if (lost) return { kind: 'attemptEnded', name, outcome: 'Lost', message: 'its node is gone', metrics: {} };
    if (good) return { kind: 'attemptEnded', name, outcome: 'Succeeded', exitCode: 0, metrics };
    return { kind: 'attemptEnded', name, outcome: 'Failed', exitCode: 1, message: 'no luck', metrics };
  }

  /** Something that nobody waited for. */
  private happen(): void {
    for (const sensor of this.axon.sensors) {
      for (const trigger of sensor.triggers) {
        const names = { sensor: sensor.name, trigger: trigger.name };
        if (trigger.kind === 'alert')
          this.later(this.seconds(30), { kind: 'alertSampled', ...names, sample: this.sample() });
        if (trigger.kind !== 'rest' || this.chance.unit() < 0.5) continue;
        const id = `call-${Math.floor(this.chance.unit() * 1000)}`;
        this.later(this.seconds(30), { kind: 'call', ...names, id, body: { rows: 3 }, source: 'test' });
      }
    }
    const kind = (['pause', 'resume', 'resume', 'restart', 'prune'] as const)[Math.floor(this.chance.unit() * 20)];
    if (kind !== undefined) this.later(this.seconds(30), { kind });
    for (const deployer of this.axon.deployers.keys()) this.decide(deployer);
    this.later(this.seconds(BETWEEN_HAPPENINGS), { kind: 'tick' });
  }

  /** What a person decides about versions: to go back to the one before or to any number, or to have the last one. */
  private decide(deployer: string): void {
    const kind = (['rollback', 'promote'] as const)[Math.floor(this.chance.unit() * 8)];
    if (kind === undefined) return;
    const last = this.loop.state.deployers.get(deployer)?.lastNumber ?? 0;
    const number = kind === 'promote' ? last : 1 + Math.floor(this.chance.unit() * (last + 1));
    const version = this.chance.unit() < 0.5 ? {} : { version: String(number) };
    this.later(this.seconds(30), { kind, deployer, by: 'ada', reason: 'it is slow', ...version });
  }

  private sample(): Extract<Input, { kind: 'alertSampled' }>['sample'] {
    if (this.chance.unit() < 0.1) return { kind: 'unknown', reason: 'Prometheus does not answer' };
    const value = 0.8 + 0.2 * this.chance.unit();
    return { kind: 'answer', active: value < 0.95, value };
  }

  private later(wait: number, input: Input): void {
    let at = this.now + wait;
    while (this.coming.has(at)) at += 1;
    this.coming.set(at, input);
  }

  private isNew(name: string): boolean {
    const known = this.followed.has(name);
    this.followed.add(name);
    return !known;
  }

  /** Up to so many seconds, in milliseconds, and at least one. */
  private seconds(longest: number): number {
    return 1 + Math.floor(this.chance.unit() * longest * 1000);
  }
}
