import type { Kube } from '../../lib/runtime/kube/kube';
import { SEGMENT_LIMIT } from '../../lib/runtime/state/segments';
import { axon } from '../engine/axons';
import { dyingAt } from './dying';
import { FakeClock, settled } from './fake-clock';
import { MemoryCluster } from './memory-cluster';
import { MemoryKube } from './memory-kube';
import { axonObject, RuntimeProcess } from './runtime-process';

const DOCUMENT = axon(
  { P: '' },
  `
- {name: go, triggers: [{name: call, type: Rest}], policy: All, tasks: [{resourceExecutor: {task: P}}]}`,
);

class World {
  readonly clock = new FakeClock(Date.UTC(2026, 0, 1));
  readonly memory = new MemoryCluster();
  readonly answered = new Set<string>();
  readonly processes: RuntimeProcess[] = [];
  private readonly object = this.memory.create(axonObject(DOCUMENT), 'kubectl/Update');

  async start(wrap: (kube: Kube) => Kube = (kube) => kube): Promise<RuntimeProcess> {
    const process = new RuntimeProcess(wrap(new MemoryKube({ cluster: this.memory })), this.clock);
    this.processes.push(process);
    process.runtime.see(this.object);
    await this.clock.pass(10);
    return process;
  }

  call(process: RuntimeProcess, id: string, body: unknown = {}): void {
    const session = process.runtime.session('test');
    void session
      ?.tell({ kind: 'call', sensor: 'go', trigger: 'call', id, body, source: 'test' })
      .then((entries) => entries.length > 0 && this.answered.add(id));
  }

  end(process: RuntimeProcess): void {
    const [attempt] = process.runtime.session('test')?.wanted.attempts ?? [];
    if (attempt === undefined) return;
    const { name } = attempt;
    const session = process.session('test');
    void session.tell({ kind: 'attemptEnded', name, outcome: 'Succeeded', exitCode: 0, metrics: {} });
  }

  /** What has to hold whatever happened, told by a process that starts now. */
  async check(): Promise<void> {
    const last = await this.start();
    expect(last.conditions('test')).toEqual([]);
    const entries = last.entries('test');
    const received = entries.flatMap((entry) => (entry.type === 'EventReceived' ? [entry.event.id] : []));
    expect(new Set(received).size).toBe(received.length);
    expect(received).toEqual(expect.arrayContaining([...this.answered]));
    const started = entries.flatMap((entry) => (entry.type === 'AttemptStarted' ? [entry.name] : []));
    expect(new Set(started).size).toBe(started.length);
    const begun = this.processes.flatMap(({ hands }) => hands.flatMap((hand) => hand.begun));
    expect(started).toEqual(expect.arrayContaining([...new Set(begun)]));
  }
}

const LONG = { text: 'x'.repeat(3 * SEGMENT_LIMIT) };

test.each([true, false])(
  'a process killed at any of its requests loses nothing and doubles nothing; sent: %s',
  async (sent) => {
    for (let request = 1; request <= 25; request += 1) {
      const world = new World();
      const first = await world.start((kube) => dyingAt(kube, request, sent));
      for (let turn = 0; turn < 4; turn += 1) {
        world.call(first, `first ${turn}`, turn === 1 ? LONG : {});
        await world.clock.pass(600);
        world.end(first);
        await world.clock.pass(600);
      }
      const second = await world.start();
      // Whoever has no answer asks again, with the same id.
      for (let turn = 0; turn < 4; turn += 1) world.call(second, `first ${turn}`, turn === 1 ? LONG : {});
      world.call(second, 'second', LONG);
      await world.clock.pass(10_000);
      world.end(second);
      await world.clock.pass(5000);
      expect(world.answered).toContain('second');
      const received = second.entries('test').filter(({ type }) => type === 'EventReceived');
      expect(received).toHaveLength(5);
      await world.check();
    }
  },
);

/** Small, and the same for the same seed. */
function lots(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('runtimes that all believe to lead contradict each other in nothing', async () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const lot = lots(seed * 7919);
    const world = new World();
    const living = [await world.start(), await world.start()];
    for (let turn = 0; turn < 40; turn += 1) {
      const index = lot(2);
      if (living[index]!.fenced) living[index] = await world.start();
      const process = living[index]!;
      const what = lot(10);
      if (what < 6) world.call(process, `event ${lot(30)}`, lot(5) === 0 ? LONG : {});
      else if (what < 8) world.end(process);
      else await world.clock.pass(lot(1500));
      if (lot(2) === 0) await settled();
    }
    await world.clock.pass(20_000);
    await world.check();
  }
});
