import { randomBytes } from 'node:crypto';
import type { Entry } from '../../../lib/engine/journal';
import type { Kube } from '../../../lib/runtime/kube/kube';
import { ARCHIVE_LIMIT } from '../../../lib/runtime/state/archive';
import { JournalStore } from '../../../lib/runtime/state/journal-store';
import { Recall } from '../../../lib/runtime/state/recall';
import { WriteBudget } from '../../../lib/runtime/state/write-budget';
import { FakeClock, settled } from '../fake-clock';
import { dyingAt } from '../dying';
import { MemoryCluster } from '../memory-cluster';
import { MemoryKube } from '../memory-kube';

const NEVER = new AbortController().signal;

class World {
  readonly clock = new FakeClock(0);
  readonly memory = new MemoryCluster();
  readonly entries: Entry[] = [];
  private readonly owner = this.memory.create(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'digits-axon' } },
    'kubectl/Update',
  );

  open(kube: Kube = new MemoryKube({ cluster: this.memory })): Promise<JournalStore> {
    const { apiVersion, kind, metadata } = this.owner;
    const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid! };
    const { clock } = this;
    const budget = new WriteBudget(clock);
    return JournalStore.open({ kube, axon: 'digits', owner, writer: 'aaaaaaaa', budget, clock }, new Recall(kube));
  }

  async append(store: JournalStore, reason: string): Promise<void> {
    const entry: Entry = { time: this.entries.length, reason, type: 'Paused' };
    this.entries.push(entry);
    await this.done(store.append([entry], NEVER));
  }

  async done<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const watched = work.finally(() => (over = true));
    watched.catch(() => undefined);
    for (let turns = 0; !over && turns < 2000; turns += 1) await this.clock.pass(100);
    return watched;
  }

  objects(): string[] {
    return this.memory
      .list('ConfigMap', {})
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'digits-axon')
      .sort();
  }
}

function read(store: JournalStore): Entry[] {
  return [...store.after(0)].map(({ entry }) => entry);
}

test('a hundred and twenty-eight segments become an archive, and it grows until it is full', async () => {
  const world = new World();
  const store = await world.open();
  for (let index = 1; index <= 128; index += 1) await world.append(store, `entry ${index}`);
  await world.done(store.tidy(NEVER));
  expect(world.objects()).toEqual(['digits-archive-0000000001-0000000128']);
  for (let index = 129; index <= 260; index += 1) await world.append(store, `entry ${index}`);
  await world.done(store.tidy(NEVER));
  expect(world.objects()).toEqual(['digits-archive-0000000001-0000000260']);
  await world.append(store, 'one more');
  await world.done(store.tidy(NEVER));
  expect(world.objects()).toHaveLength(2);
  expect(read(store)).toEqual(world.entries);
  expect(read(await world.open())).toEqual(world.entries);
});

test('what cannot be compressed fills many archives, none longer than an archive may be', async () => {
  const world = new World();
  const store = await world.open();
  for (let index = 1; index <= 60; index += 1) {
    await world.append(store, randomBytes(30_000).toString('hex'));
    await world.done(store.tidy(NEVER));
  }
  const archives = world.memory.list('ConfigMap', {}).filter(({ binaryData }) => binaryData !== undefined);
  expect(archives.length).toBeGreaterThan(1);
  for (const { binaryData } of archives) {
    expect(Buffer.from(binaryData['journal.jsonl.gz'], 'base64').length).toBeLessThanOrEqual(ARCHIVE_LIMIT);
  }
  expect(read(await world.open())).toEqual(world.entries);
});

test('an append that is too long for an archive stays as it is, and what is around it is archived', async () => {
  const world = new World();
  const store = await world.open();
  await world.append(store, randomBytes(600_000).toString('hex'));
  for (let index = 1; index <= 128; index += 1) await world.append(store, `entry ${index}`);
  await world.done(store.tidy(NEVER));
  expect(world.objects().filter((name) => name.includes('archive'))).toEqual(['digits-archive-0000000002-0000000129']);
  expect(read(await world.open())).toEqual(world.entries);
});

test('a burst that is in one append is archived too, since it is short once it is compressed', async () => {
  const world = new World();
  const store = await world.open();
  const burst = Array.from({ length: 2000 }, (_, at): Entry => {
    return { time: at, reason: `event ${at} `.padEnd(600, 'it came, '), type: 'Paused' };
  });
  world.entries.push(...burst);
  await world.done(store.append(burst, NEVER));
  expect(world.objects().length).toBeGreaterThan(16);
  await world.done(store.tidy(NEVER));
  expect(world.objects()).toEqual(['digits-archive-0000000001-0000002000']);
  expect(read(await world.open())).toEqual(world.entries);
});

test('a journal of appends that are too long for archives is long too, and its oldest is cut off', async () => {
  const world = new World();
  const store = await world.open();
  const isLong: boolean[] = [];
  for (let index = 1; index <= 17; index += 1) {
    await world.append(store, randomBytes(600_000).toString('hex'));
    await world.done(store.tidy(NEVER));
    isLong.push(store.isLong);
  }
  expect(isLong.lastIndexOf(false)).toBe(15);
  await world.done(store.cut({ place: 17, time: 16, text: '{}' }, NEVER));
  // Killed when it has deleted a part or two of the first one.
  const end = new AbortController();
  const tidied = store.tidy(end.signal);
  await world.clock.pass(150);
  end.abort();
  await world.done(tidied);
  expect(read(await world.open())).toEqual(world.entries.slice(-16));
  await world.done(store.tidy(NEVER));
  expect(read(store)).toEqual(world.entries.slice(-8));
  expect(read(await world.open())).toEqual(world.entries.slice(-8));
});

test.each([true, false])('a process killed anywhere in between loses nothing; request sent: %s', async (sent) => {
  for (const request of [1, 2, 3, 4, 64, 129, 130]) {
    const world = new World();
    const first = await world.open();
    for (let index = 1; index <= 128; index += 1) await world.append(first, `entry ${index}`);
    // The first request of a process is to list what there is.
    const dying = await world.open(dyingAt(new MemoryKube({ cluster: world.memory }), 1 + request, sent));
    void dying.tidy(NEVER);
    await world.clock.pass(20_000);
    const next = await world.open();
    expect(read(next)).toEqual(world.entries);
    await world.done(next.tidy(NEVER));
    expect(world.objects()).toEqual(['digits-archive-0000000001-0000000128']);
    expect(read(await world.open())).toEqual(world.entries);
  }
});

test('appends go on while an archive is made', async () => {
  const world = new World();
  const kube = new MemoryKube({ cluster: world.memory });
  const store = await world.open(kube);
  for (let index = 1; index <= 128; index += 1) await world.append(store, `entry ${index}`);
  const letGo = kube.faults.hang(1, { method: 'get' });
  const tidied = store.tidy(NEVER);
  await world.clock.pass(1000);
  await world.append(store, 'meanwhile');
  letGo();
  await settled();
  await world.done(tidied);
  expect(world.objects()).toEqual(['digits-archive-0000000001-0000000128', 'digits-journal-0000000129']);
  expect(read(await world.open())).toEqual(world.entries);
});
