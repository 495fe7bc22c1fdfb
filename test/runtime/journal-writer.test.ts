import type { Entry } from '../../lib/engine/journal';
import { JournalWriter } from '../../lib/runtime/journal-writer';
import { KubeError } from '../../lib/runtime/kube/kube';
import { axon } from '../engine/axons';
import { settled } from './fake-clock';
import { KeptMemory, paused } from './kept-memory';
import { axonOf } from './runtime-process';

const AXON = axonOf(
  axon(
    { P: '' },
    '\n- {name: go, triggers: [{name: call, type: Rest}], policy: All, tasks: [{resourceExecutor: {task: P}}]}',
  ),
);
const BUSY = new KubeError(503, 'ServiceUnavailable', 'the API server is busy');
const SLOW_DOWN = new KubeError(429, 'TooManyRequests', 'slow down', 3000);

const times = (entries: readonly Entry[]) => entries.map(({ time }) => time);

/** A writer over an API server in memory, and what it told, in order. */
async function world(memory = new KeptMemory(), writerName?: string) {
  const { kube, journal, specs } = await memory.open(writerName);
  const told: string[] = [];
  const end = new AbortController();
  const writer = new JournalWriter({
    journal,
    specs,
    clock: memory.clock,
    end: end.signal,
    onDurable: (entries) => void told.push(`durable ${times(entries).join(' ')}`),
    onRefused: ({ reason, message }) => void told.push(`${reason}: ${message}`),
    onFenced: (fault) => {
      told.push(fault.message);
      end.abort();
    },
    onFault: (fault) => {
      told.push(`fault ${String(fault)}`);
      end.abort();
    },
  });
  const write = (...entries: readonly Entry[]) => {
    void writer.write(entries).then((durable) => told.push(`written ${times(durable).join(' ')}`.trim()));
  };
  return { memory, kube, specs, writer, told, end, write };
}

test('what is decided while an append waits or is under way goes into one append with all else that is', async () => {
  const { memory, kube, writer, told, write } = await world();
  const answer = kube.faults.hang(1, { method: 'create' });
  write(paused(1));
  write(paused(2), paused(3));
  await memory.clock.pass(0);
  write(paused(4));
  write(paused(5));
  expect([told, writer.isIdle]).toEqual([[], false]);
  answer();
  await writer.idle;
  await settled();
  expect(told).toEqual(['durable 1 2 3', 'written 1', 'written 2 3', 'durable 4 5', 'written 4', 'written 5']);
  expect(writer.isIdle).toBe(true);
  expect(times(await memory.entries())).toEqual([1, 2, 3, 4, 5]);
  expect(memory.objects()).toHaveLength(2);
});

test('an append that fails is repeated unchanged, as late as the API server asks, and what comes up waits behind it', async () => {
  const { memory, kube, told, write } = await world();
  kube.faults.fail(1, BUSY, { method: 'create' });
  kube.faults.fail(1, SLOW_DOWN, { method: 'create' });
  write(paused(1));
  await memory.clock.pass(200);
  write(paused(2));
  const refused = (why: string) => `JournalNotWritten: the journal cannot be written, so nothing is begun: ${why}`;
  const both = [refused('the API server is busy'), refused('slow down')];
  expect(told).toEqual(both);
  await memory.clock.pass(2700);
  expect(told).toEqual(both);
  await memory.clock.pass(300);
  expect(told).toEqual([...both, 'durable 1', 'written 1', 'durable 2', 'written 2']);
});

test('an append whose answer was lost is in the journal once', async () => {
  const { memory, kube, told, write } = await world();
  kube.faults.dropAnswers(1, { method: 'create' });
  write(paused(1));
  await memory.clock.pass(1000);
  expect(told.slice(1)).toEqual(['durable 1', 'written 1']);
  expect(times(await memory.entries())).toEqual([1]);
});

test('a spec is kept before the entry that speaks of it', async () => {
  const { memory, kube, specs, told, write } = await world();
  specs.add(AXON);
  kube.faults.fail(1, BUSY, { method: 'create' });
  write({ time: 1, reason: 'first', type: 'AxonApplied', hash: AXON.hash, incarnation: 'one' });
  await memory.clock.pass(0);
  expect(memory.objects()).toEqual([]);
  await memory.clock.pass(1000);
  expect(told.slice(1)).toEqual(['durable 1', 'written 1']);
  expect(memory.objects()).toContain(`test-spec-${AXON.hash}`);
});

test('nothing decided is nothing to write, and is answered in its turn', async () => {
  const { memory, told, write } = await world();
  write();
  await settled();
  expect([told, memory.objects()]).toEqual([['written'], []]);
});

test('decisions are divided between appends of at most two thousand entries, one decision never', async () => {
  const { memory, told, write } = await world();
  const many = (from: number, count: number) => Array.from({ length: count }, (_, index) => paused(from + index));
  write(...many(0, 1500));
  write(...many(1500, 500));
  write(...many(2000, 2500));
  await memory.clock.pass(60_000);
  const durable = told.filter((line) => line.startsWith('durable')).map((line) => line.split(' ').length - 1);
  expect(durable).toEqual([2000, 2500]);
});

test('where another runtime wrote meanwhile, nothing of it has happened', async () => {
  const memory = new KeptMemory();
  const [one, other] = [await world(memory, 'aaaaaaaa'), await world(memory, 'bbbbbbbb')];
  one.write(paused(1));
  await memory.clock.pass(0);
  other.write(paused(2));
  other.write(paused(3));
  await memory.clock.pass(0);
  expect(one.told).toEqual(['durable 1', 'written 1']);
  expect(other.told.slice(1)).toEqual(['written', 'written']);
  expect(other.told[0]).toMatch(/^test-.* was written by another runtime, so this one does not lead$/);
  expect(times(await memory.entries())).toEqual([1]);
});

test('what is no fault of the cluster is told, and nothing of it has happened', async () => {
  const { memory, told, write } = await world();
  write({ time: 1, reason: 'first', type: 'AxonApplied', hash: 'unknown', incarnation: 'one' });
  await memory.clock.pass(0);
  expect(told).toEqual([expect.stringMatching(/^fault UnknownSpecError: /), 'written']);
});

test('what was not durable when nothing moves any more has not happened', async () => {
  const { memory, kube, writer, told, end, write } = await world();
  kube.faults.down();
  write(paused(1));
  await memory.clock.pass(100);
  write(paused(2));
  told.length = 0;
  end.abort();
  await writer.idle;
  writer.cease();
  await settled();
  expect([told, writer.isIdle]).toEqual([['written', 'written'], true]);
});
