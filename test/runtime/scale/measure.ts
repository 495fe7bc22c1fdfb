import { PART_OF_MYELIN } from '../../../lib/spec/derive/labels';
import { handsOf } from '../../../lib/runtime/hands';
import { Informer } from '../../../lib/runtime/kube/informer';
import { Informers } from '../../../lib/runtime/kube/informers';
import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { RuntimeMetrics } from '../../../lib/runtime/metrics/runtime-metrics';
import { Runtime } from '../../../lib/runtime/runtime';
import { readSettings } from '../../../lib/runtime/settings';
import { WriteBudget } from '../../../lib/runtime/state/write-budget';
import { settled } from '../fake-clock';
import { CountedKube, TimedCluster, type Asked } from './counted-kube';
import { VirtualClock } from './virtual-clock';
import { applyAxons, axonName, isFirst, Nodes, TASK_RUNS_PER_EVENT } from './workload';

const HOUR = 3_600_000;
const AXON_LABELS = { ...PART_OF_MYELIN, 'app.kubernetes.io/component': 'axon' };
const QUIET = { info: () => undefined, warn: () => undefined };

/** How many journal appends a runtime may make in a second, and how much of that the load takes. */
const [axons = 0, taskRuns = 0, rate = 0] = process.argv.slice(2).map(Number);
const gc = (globalThis as { readonly gc?: () => void }).gc!;

const clock = new VirtualClock(Date.UTC(2026, 0, 1));
const cluster = new TimedCluster({ now: () => clock.now(), history: 500 });
const nodes = new Nodes(cluster, clock);
/** When the event was told that an axon works on, and how long others took to become a Job. Virtual milliseconds. */
const told = new Map<string, number>();
let waits: number[] = [];

function wrote(method: 'create' | 'delete', object: KubeObject): void {
  if (method !== 'create' || object.kind !== 'Job') return;
  nodes.take(object);
  const axon = object.metadata.labels?.['myelin.io/axon'] ?? '';
  const at = told.get(axon);
  if (!isFirst(object) || at === undefined) return;
  told.delete(axon);
  waits.push(clock.now() - at);
}

/** A process of the runtime, with all of its hands. */
class Process {
  readonly kube = new CountedKube(cluster, wrote);
  readonly runtime: Runtime;
  private readonly informers = new Informers(this.kube);
  private readonly axons: Informer;

  constructor(writer: string) {
    const { kube, informers } = this;
    const metrics = new RuntimeMetrics(kube, clock);
    this.runtime = new Runtime({
      ...{ kube, clock, log: QUIET, writer, budget: new WriteBudget(clock) },
      ...handsOf({ kube, informers, settings: readSettings({}, 'scale'), clock, log: QUIET, metrics }),
      onFenced: (fault) => {
        throw fault;
      },
    });
    this.axons = new Informer({ kube, kind: 'ConfigMap', labels: AXON_LABELS });
    this.axons.onChange((names) => {
      for (const name of names) {
        const object = this.axons.get(name);
        if (object !== undefined) this.runtime.see(object);
      }
    });
  }

  get opened(): number {
    return this.runtime.axons().filter(({ session }) => session !== undefined && session.state.hash !== '').length;
  }

  async stop(): Promise<void> {
    this.axons.stop();
    const stopped = Promise.all([this.runtime.stop(0), this.informers.stop()]);
    await clock.pass(1000);
    await stopped;
  }
}

interface Phase {
  /** Virtual seconds. */
  readonly seconds: number;
  /** Processor time without that of the server, in milliseconds. */
  readonly cpu: number;
  readonly asked: Asked;
}

async function phase(process_: Process, act: () => Promise<void>): Promise<Phase> {
  const before = structuredClone(process_.kube.asked);
  const [begin, at, worked] = [process.cpuUsage(), clock.steady(), cluster.worked];
  await act();
  const { user, system } = process.cpuUsage(begin);
  const { calls, bytes, scanned, read } = process_.kube.asked;
  const less = (now: Record<string, number>, then: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(now).flatMap(([key, n]) => (n === (then[key] ?? 0) ? [] : [[key, n - (then[key] ?? 0)]])),
    );
  return {
    seconds: (clock.steady() - at) / 1000,
    cpu: (user + system) / 1000 - (cluster.worked - worked),
    asked: {
      calls: less(calls, before.calls),
      bytes: less(bytes, before.bytes),
      scanned: scanned - before.scanned,
      read: read - before.read,
    },
  };
}

async function memory(): Promise<{ readonly heap: number; readonly rss: number }> {
  for (let turn = 0; turn < 3; turn += 1) {
    await settled();
    gc();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

async function opened(one: Process): Promise<void> {
  const begin = clock.steady();
  // Informers wait by the machine's clock for nothing here; loops open in virtual time.
  while (one.opened < axons && clock.steady() - begin < 10 * HOUR) await clock.pass(500);
}

/** Tells an event to an axon. */
function call(one: Process, index: number, id: string): void {
  const axon = axonName(index);
  told.set(axon, clock.now());
  const input = { kind: 'call', sensor: 'learn', trigger: 'go', id, body: { n: id }, source: 'bench' } as const;
  void one.runtime.session(axon)!.tell(input);
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

async function main(): Promise<object> {
  applyAxons(cluster, axons);
  const empty = await memory();
  let one: Process | undefined = new Process('00000001');
  const open = await phase(one, () => opened(one!));
  const quiet = await memory();
  const idle = await phase(one, () => clock.pass(HOUR));

  const events = Math.round(taskRuns / TASK_RUNS_PER_EVENT);
  let sent = 0;
  const send = (): void => {
    if (sent >= events) return;
    call(one!, sent % axons, `event-${sent}`);
    sent += 1;
    clock.after(1000 / rate, send);
  };
  const load = await phase(one, async () => {
    send();
    const all = taskRuns;
    await clock.pass(100 * HOUR, () => nodes.ended >= all);
    await clock.pass(60_000);
  });
  const steady = waits;

  waits = [];
  const burst = await phase(one, async () => {
    for (let index = 0; index < axons; index += 1) call(one!, index, `burst-${index}`);
    await clock.pass(100 * HOUR, () => waits.length >= axons);
  });
  const burstWaits = waits;
  await clock.pass(HOUR);
  const busy = await memory();
  await one.stop();
  one = undefined;
  let two: Process | undefined = new Process('00000002');
  const reopen = await phase(two, () => opened(two!));
  const again = await memory();
  await two.stop();
  two = undefined;
  await settled();
  const rest = await memory();

  const kept = cluster.list('ConfigMap');
  const ofKind = (component: string) =>
    kept.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === component);
  const sized = (objects: readonly KubeObject[]) => ({
    count: objects.length,
    bytes: objects.reduce((sum, object) => sum + JSON.stringify(object).length, 0),
  });
  return {
    axons,
    taskRuns: nodes.ended,
    open,
    idle,
    load,
    burst,
    reopen,
    eventToJob: {
      p50: quantile(steady, 0.5),
      p99: quantile(steady, 0.99),
      worst: quantile(steady, 1),
      count: steady.length,
    },
    burstToJob: { p50: quantile(burstWaits, 0.5), p99: quantile(burstWaits, 0.99), count: burstWaits.length },
    memory: {
      quiet: quiet.heap - empty.heap,
      busy: busy.heap - rest.heap,
      reopened: again.heap - rest.heap,
      rss: busy.rss,
      server: rest.heap,
    },
    kept: {
      journal: sized(ofKind('journal')),
      archives: ofKind('journal').filter(({ metadata }) => metadata.name.includes('-archive-')).length,
      specs: sized(ofKind('spec')),
      metrics: sized(ofKind('metrics')),
      jobs: cluster.list('Job').length,
      pods: cluster.list('Pod').length,
      events: sized(cluster.list('Event')),
    },
  };
}

main().then(
  (result) => {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    process.exit(0);
  },
  (fault: unknown) => {
    console.error(fault);
    process.exit(1);
  },
);
