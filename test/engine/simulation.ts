import type { Axon } from '../../lib/spec/axon';
import { parseDuration } from '../../lib/spec/lang/duration';
import { loadAxons } from '../../lib/spec/load';
import type { AlertSample } from '../../lib/engine/alert';
import { AxonLoop } from '../../lib/engine/axon-loop';
import type { Metrics } from '../../lib/engine/event';
import type { Entry } from '../../lib/engine/journal';
import type { Input, World } from '../../lib/engine/ports';
import type { AttemptState } from '../../lib/engine/state';
import { describeEntry } from '../../lib/engine/view/describe';
import { entriesOf, type EntryOf } from './entry-of';

/** 2026-01-01T00:00:00Z, a Thursday. */
export const BEGIN = Date.UTC(2026, 0, 1);

/**
 * An axon lived through on a fake clock: tests say what happens outside, and read what the loop decided.
 */
export class Simulation {
  now = BEGIN;
  readonly journal: Entry[] = [];
  readonly live: Record<string, Metrics> = {};
  readonly builds: Record<string, string> = {};
  loop: AxonLoop;
  private readonly axons = new Map<string, Axon>();
  private readonly world: World = {
    live: (_, version) => this.live[version] ?? {},
    code: (task) => {
      const build = this.builds[task];
      return build === undefined ? undefined : { build };
    },
  };

  constructor(yaml: string) {
    this.loop = new AxonLoop((hash) => this.axon(hash));
    this.submit(yaml);
  }

  /** A first spec, or an edit. */
  submit(yaml: string, incarnation = 'one'): void {
    const { axons, issues } = loadAxons(yaml, { file: 'axon.yaml' });
    const axon = axons[0]?.axon;
    if (axon === undefined) throw new Error(`the test's axon is wrong: ${JSON.stringify(issues)}`);
    this.axons.set(axon.hash, axon);
    this.tell({ kind: 'apply', hash: axon.hash, incarnation });
  }

  tell(input: Input): readonly Entry[] {
    const entries = this.loop.step(input, this.now, this.world);
    this.journal.push(...entries);
    return entries;
  }

  /** Lets time pass, waking the loop when it asked to be woken. */
  pass(duration: string): void {
    const span = parseDuration(duration);
    if (!span.ok) throw new Error(`the test's duration ${duration} is wrong`);
    const until = this.now + span.value;
    for (;;) {
      const { wakeAt } = this.loop.wanted();
      if (wakeAt === undefined || wakeAt > until || wakeAt <= this.now) break;
      this.now = wakeAt;
      if (this.tell({ kind: 'tick' }).length === 0) break;
    }
    this.now = until;
    this.tell({ kind: 'tick' });
  }

  call(sensor: string, trigger: string, id: string, body: unknown = {}): void {
    this.tell({ kind: 'call', sensor, trigger, id, body, source: 'test' });
  }

  sample(sensor: string, trigger: string, sample: boolean | AlertSample): void {
    const told: AlertSample = typeof sample === 'boolean' ? { kind: 'answer', active: sample } : sample;
    this.tell({ kind: 'alertSampled', sensor, trigger, sample: told });
  }

  /** Live attempts of a task, oldest first. */
  attempts(task: string): AttemptState[] {
    const { state } = this.loop;
    return [...state.attempts.values()].filter((attempt) => state.taskRuns.get(attempt.taskRun)?.subject === task);
  }

  begin(task: string): void {
    this.tell({ kind: 'attemptRunning', name: this.oldest(task) });
  }

  succeed(task: string, metrics: Metrics = {}): void {
    this.tell({ kind: 'attemptEnded', name: this.oldest(task), outcome: 'Succeeded', exitCode: 0, metrics });
  }

  fail(task: string, exitCode = 1): void {
    this.tell({ kind: 'attemptEnded', name: this.oldest(task), outcome: 'Failed', exitCode, metrics: {} });
  }

  lose(task: string): void {
    this.tell({ kind: 'attemptEnded', name: this.oldest(task), outcome: 'Lost', metrics: {} });
  }

  /** Reports every Starting version. */
  serve(phase: 'Ready' | 'Failed' = 'Ready'): void {
    for (const [deployer, { versions }] of this.loop.state.deployers) {
      for (const { name, phase: now } of versions) {
        if (now === 'Starting') this.tell({ kind: 'versionReported', deployer, version: name, phase, message: phase });
      }
    }
  }

  /** Tasks that have a live attempt. */
  running(): string[] {
    const { state } = this.loop;
    return [...state.attempts.values()].map(({ taskRun }) => state.taskRuns.get(taskRun)?.subject ?? '?');
  }

  /** `subject: what happened`, with the hashes of runs written as `#`. */
  lines(from = 0): string[] {
    return this.journal.slice(from).map((entry) => {
      const { subject, text } = describeEntry(entry);
      return `${subject}: ${text}`.replace(/[0-9a-f]{8,16}/g, '#');
    });
  }

  entries<T extends Entry['type']>(type: T): EntryOf<T>[] {
    return entriesOf(this.journal, type);
  }

  /** The process dies and another takes over: everything is known from the journal. */
  restart(): void {
    this.loop = AxonLoop.replay(this.journal, (hash) => this.axon(hash));
  }

  private oldest(task: string): string {
    const [attempt] = this.attempts(task);
    if (attempt === undefined) throw new Error(`${task} has no live attempt; running: ${this.running().join(', ')}`);
    return attempt.name;
  }

  axon(hash: string): Axon {
    const axon = this.axons.get(hash);
    if (axon === undefined) throw new Error(`no axon has the hash ${hash}`);
    return axon;
  }
}
