import { DurableFold } from '../../lib/runtime/durable-fold';
import { JournalTidier } from '../../lib/runtime/journal-tidier';
import { KubeError } from '../../lib/runtime/kube/kube';
import { KeptMemory, paused } from './kept-memory';

const NEVER = new AbortController().signal;
const BUSY = new KubeError(503, 'ServiceUnavailable', 'the API server is busy');

/** As many segments as an archive takes, and a tidier of them. */
async function world() {
  const memory = new KeptMemory();
  const { kube, journal, specs } = await memory.open();
  for (let time = 1; time <= 128; time += 1) await journal.append([paused(time)], NEVER);
  const { durable } = DurableFold.read(journal, specs);
  const faults: string[] = [];
  const end = new AbortController();
  const onFault = (message: string) => void faults.push(message);
  const tidier = new JournalTidier({ journal, specs, durable, end: end.signal, onFault });
  return { memory, kube, journal, tidier, faults, end };
}

const ARCHIVE = 'test-archive-0000000001-0000000128';

test('segments become an archive, and nothing is under way then', async () => {
  const { memory, tidier, faults } = await world();
  tidier.begin();
  await memory.clock.pass(60_000);
  await tidier.idle;
  expect([memory.objects(), faults]).toEqual([[ARCHIVE], []]);
  expect(await memory.entries()).toHaveLength(128);
});

test('it is done once at a time, and an append goes on beside it', async () => {
  const { memory, kube, journal, tidier, faults } = await world();
  const answer = kube.faults.hang(1, { method: 'create' });
  tidier.begin();
  tidier.begin();
  await memory.clock.pass(0);
  await journal.append([paused(129)], NEVER);
  expect(memory.objects()).not.toContain(ARCHIVE);
  answer();
  await memory.clock.pass(60_000);
  await tidier.idle;
  expect([memory.objects(), faults]).toEqual([[ARCHIVE, expect.stringContaining('test-journal-')], []]);
  expect((await memory.entries()).map(({ time }) => time)).toEqual(Array.from({ length: 129 }, (_, n) => n + 1));
});

test('what cannot be done now is told, and done after another append', async () => {
  const { memory, kube, tidier, faults } = await world();
  kube.faults.fail(1, BUSY, { method: 'create' });
  tidier.begin();
  await tidier.idle;
  expect(faults).toEqual(['the journal could not be tidied: the API server is busy']);
  expect(memory.objects()).toHaveLength(128);
  tidier.begin();
  await memory.clock.pass(60_000);
  await tidier.idle;
  expect([memory.objects(), faults.length]).toEqual([[ARCHIVE], 1]);
});

test('deletions that are left when nothing moves any more are a successor’s', async () => {
  const { memory, tidier, faults, end } = await world();
  tidier.begin();
  await memory.clock.pass(1000);
  end.abort();
  await tidier.idle;
  const left = memory.objects();
  expect(left).toContain(ARCHIVE);
  expect(left.length).toBeGreaterThan(100);
  await memory.clock.pass(60_000);
  expect([memory.objects(), faults]).toEqual([left, []]);
  expect(await memory.entries()).toHaveLength(128);
});
