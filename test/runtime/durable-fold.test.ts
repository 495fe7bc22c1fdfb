import { takeSnapshot } from '../../lib/engine/snapshot';
import type { Entry } from '../../lib/engine/journal';
import { DurableFold } from '../../lib/runtime/durable-fold';
import { UnknownSpecError } from '../../lib/runtime/state/spec-history';
import { axon } from '../engine/axons';
import { KeptMemory, paused } from './kept-memory';
import { axonOf } from './runtime-process';

const GO = `
- {name: go, triggers: [{name: call, type: Rest}], policy: All, tasks: [{resourceExecutor: {task: P}}]}`;
const AXON = axonOf(axon({ P: '' }, GO));
const NEVER = new AbortController().signal;

const APPLIED: Entry = { time: 10, reason: 'first', type: 'AxonApplied', hash: AXON.hash, incarnation: 'one' };
const resumed = (time: number): Entry => ({ time, reason: 'a person asked for it', type: 'Resumed' });

/** What a process reads that finds these entries. */
async function found(...entries: readonly Entry[]) {
  const memory = new KeptMemory();
  const { journal, specs } = await memory.open();
  specs.add(AXON);
  if (entries.length > 0) await journal.append(entries, NEVER);
  return { memory, journal, specs };
}

test('both folds begin with what the journal amounts to, each with a state of its own', async () => {
  const { journal, specs } = await found(APPLIED, paused(20));
  const { durable, deciding } = DurableFold.read(journal, specs);
  expect([durable.place, durable.time, durable.state.paused, durable.state.hash]).toEqual([2, 20, true, AXON.hash]);
  expect(deciding.state).toEqual(durable.state);
  durable.follow([resumed(30)]);
  expect([durable.state.paused, deciding.state.paused]).toEqual([false, true]);
});

test('an empty journal amounts to nothing', async () => {
  const { journal, specs } = await found();
  const { durable, deciding } = DurableFold.read(journal, specs);
  expect([durable.place, durable.time]).toEqual([0, 0]);
  expect(deciding.state).toEqual(durable.state);
});

test('what has become durable gets its places, and is the last that was decided', async () => {
  const { journal, specs } = await found(APPLIED);
  const { durable } = DurableFold.read(journal, specs);
  expect(durable.follow([paused(20), resumed(30)])).toEqual([
    { seq: 2, entry: paused(20) },
    { seq: 3, entry: resumed(30) },
  ]);
  expect([durable.place, durable.time]).toEqual([3, 30]);
  expect(durable.follow([])).toEqual([]);
  expect([durable.place, durable.time]).toEqual([3, 30]);
});

test('what is wanted is worked out once between two appends', async () => {
  const { journal, specs } = await found(APPLIED);
  const { durable } = DurableFold.read(journal, specs);
  const before = durable.wanted;
  expect(durable.wanted).toBe(before);
  durable.follow([paused(20)]);
  expect(durable.wanted).not.toBe(before);
});

test('a snapshot is as good as the entries before it', async () => {
  const { memory, journal, specs } = await found(APPLIED, paused(20));
  await specs.keep(AXON.hash, NEVER);
  const first = DurableFold.read(journal, specs).durable;
  const text = JSON.stringify(takeSnapshot(first.state));
  await journal.cut({ place: first.place, time: first.time, text }, NEVER);
  await journal.append([resumed(30)], NEVER);
  first.follow([resumed(30)]);

  const next = await memory.open('bbbbbbbb');
  const { durable, deciding } = DurableFold.read(next.journal, next.specs);
  expect([durable.place, durable.time]).toEqual([3, 30]);
  expect(durable.state).toEqual(first.state);
  expect(deciding.state).toEqual(first.state);
});

test('a spec of which the journal speaks and which is not there is a fault', async () => {
  const { memory } = await found(APPLIED);
  const next = await memory.open('bbbbbbbb');
  expect(() => DurableFold.read(next.journal, next.specs)).toThrow(UnknownSpecError);
});
