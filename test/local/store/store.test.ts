import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Database } from '../../../lib/local/store/database';
import { JournalGapError, storedJournal, type JournalLine } from '../../../lib/local/store/journal';
import { openStore, type Store } from '../../../lib/local/store/store';
import { StoreError } from '../../../lib/local/store/store-error';
import { COMPILE, stateFolders, thrownBy } from './folder';

const { folder, clear } = stateFolders();
const opened: Store[] = [];
const open = (dir: string): Store => {
  const store = openStore(dir);
  opened.push(store);
  return store;
};
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  clear();
});

const line = (seq: number, axon = 'digits'): JournalLine => ({
  axon,
  seq,
  time: 1000 + seq,
  entry: { type: 'x', seq },
});
const lines = (from: number, to: number, axon?: string) =>
  Array.from({ length: to - from + 1 }, (_, index) => line(from + index, axon));

describe('the journal', () => {
  test('what was appended is read back in order, also by the next process', () => {
    const dir = folder();
    open(dir).journal.append(lines(1, 3));
    opened.pop()?.close();
    const { journal } = open(dir);

    expect([...journal.read('digits')]).toEqual(lines(1, 3));
    expect(journal.lastSeq('digits')).toBe(3);
    expect(journal.lastSeq('other')).toBe(0);
  });

  test('each axon has its own numbers', () => {
    const { journal } = open(folder());
    journal.append([line(1, 'b'), line(1, 'a'), line(2, 'b')]);

    expect(journal.axons()).toEqual(['a', 'b']);
    expect([journal.lastSeq('a'), journal.lastSeq('b')]).toEqual([1, 2]);
    expect([...journal.read('b')]).toEqual([line(1, 'b'), line(2, 'b')]);
  });

  test('it is read from a place on, and no more than is asked for', () => {
    const { journal } = open(folder());
    journal.append(lines(1, 2500));

    expect([...journal.read('digits', 2498)]).toEqual(lines(2499, 2500));
    expect([...journal.read('digits', 0, 1200)]).toEqual(lines(1, 1200));
    expect([...journal.read('digits', 2500)]).toEqual([]);
  });

  test('lines that are appended while it is read are read too', () => {
    const { journal } = open(folder());
    journal.append(lines(1, 2));
    const seen: number[] = [];
    for (const { seq } of journal.read('digits')) {
      seen.push(seq);
      if (seq === 2) journal.append([line(3)]);
    }

    expect(seen).toEqual([1, 2, 3]);
  });

  test.each([
    ['a gap', [line(2)], 2],
    ['a number written twice', [line(1)], 1],
    ['a gap within what is appended', [line(2), line(4)], 4],
  ])('%s is refused', (_what, more, got) => {
    const { journal } = open(folder());
    if (got !== 2) journal.append([line(1)]);
    const fault = thrownBy(() => journal.append(more));

    expect(fault).toBeInstanceOf(JournalGapError);
    expect(fault).toMatchObject({ axon: 'digits', got });
  });

  test('an append is all or nothing', () => {
    const { journal } = open(folder());
    journal.append([line(1)]);
    thrownBy(() => journal.append([line(2), line(3), line(5)]));

    expect([...journal.read('digits')]).toEqual([line(1)]);
    journal.append([line(2)]);
    expect(journal.lastSeq('digits')).toBe(2);
  });

  test('what was appended survives kill -9', () => {
    const dir = folder();
    const program = `${COMPILE}
      const { openStore } = require(${JSON.stringify(resolve('lib/local/store/store.ts'))});
      const { journal } = openStore(${JSON.stringify(dir)});
      for (let seq = 1; seq <= 50; seq++) journal.append([{ axon: 'digits', seq, time: seq, entry: { seq } }]);
      process.kill(process.pid, 'SIGKILL');`;
    expect(spawnSync(process.execPath, ['-e', program]).signal).toBe('SIGKILL');

    expect(open(dir).journal.lastSeq('digits')).toBe(50);
  });

  test('a second process reads while the first writes', () => {
    const dir = folder();
    const writer = open(dir);
    const reader = open(dir);
    writer.journal.append([line(1)]);

    expect([...reader.journal.read('digits')]).toEqual([line(1)]);
  });
});

describe('documents', () => {
  test('are kept by key and replaced', () => {
    const { documents } = open(folder());
    documents.put('spec/digits/1', { a: [1, null, 'ü'] });
    documents.put('spec/digits/2', 'text');
    documents.put('specimen', 1);
    documents.put('spec/digits/2', { b: 2 });

    expect(documents.get('spec/digits/1')).toEqual({ a: [1, null, 'ü'] });
    expect(documents.get('spec/digits/2')).toEqual({ b: 2 });
    expect(documents.get('none')).toBeUndefined();
    expect(documents.keys('spec/')).toEqual(['spec/digits/1', 'spec/digits/2']);
    expect(documents.keys()).toHaveLength(3);

    documents.delete('specimen');
    expect(documents.get('specimen')).toBeUndefined();
  });
});

describe('metrics', () => {
  const accuracy = { __name__: 'accuracy', axon: 'digits' };
  const loss = { __name__: 'loss', axon: 'digits' };

  test('samples come back series by series in the order of time, whatever the order of labels', () => {
    const { metrics } = open(folder());
    metrics.append([
      { labels: accuracy, t: 2, v: 0.5 },
      { labels: loss, t: 1, v: NaN },
      { labels: { axon: 'digits', __name__: 'accuracy' }, t: 1, v: -Infinity },
      { labels: accuracy, t: 3, v: NaN, stale: true },
    ]);

    expect([...metrics.read({ from: 0, to: 10 })]).toEqual([
      { labels: accuracy, t: 1, v: -Infinity },
      { labels: accuracy, t: 2, v: 0.5 },
      { labels: accuracy, t: 3, v: NaN, stale: true },
      { labels: loss, t: 1, v: NaN },
    ]);
    expect([...metrics.read({ name: 'accuracy', from: 2, to: 2 })]).toEqual([{ labels: accuracy, t: 2, v: 0.5 }]);
  });

  test('more samples than one page are all read', () => {
    const { metrics } = open(folder());
    metrics.append(Array.from({ length: 10_001 }, (_, t) => ({ labels: loss, t, v: t })));

    const read = [...metrics.read({ name: 'loss', from: 1, to: 10_000 })];
    expect(read).toHaveLength(10_000);
    expect(read.at(-1)).toEqual({ labels: loss, t: 10_000, v: 10_000 });
  });

  test('old samples are forgotten, and a series that has none left can come back', () => {
    const { metrics } = open(folder());
    metrics.append([
      { labels: accuracy, t: 1, v: 1 },
      { labels: loss, t: 5, v: 2 },
    ]);
    metrics.prune(5);
    expect([...metrics.read({ from: 0, to: 10 })]).toEqual([{ labels: loss, t: 5, v: 2 }]);

    metrics.append([{ labels: accuracy, t: 6, v: 3 }]);
    expect([...metrics.read({ name: 'accuracy', from: 0, to: 10 })]).toEqual([{ labels: accuracy, t: 6, v: 3 }]);
  });
});

describe('what goes wrong', () => {
  test('a file of a newer release is refused and left as it is', () => {
    const dir = folder();
    const path = join(dir, 'state.db');
    const database = new Database(path, { patience: 0 });
    database.pragma('user_version = 7');
    database.close();
    const before = readFileSync(path);

    expect(thrownBy(() => openStore(dir))).toMatchObject({
      fault: 'newer',
      path,
      message: `the state in ${path} was written by a newer release, got version 7, at most 1 is known`,
      hint: 'use that release, or give another --state-dir',
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a file that is not a database is damaged', () => {
    const dir = folder();
    const path = join(dir, 'state.db');
    writeFileSync(path, 'not a database '.repeat(500));
    const fault = thrownBy(() => openStore(dir));

    expect(fault).toBeInstanceOf(StoreError);
    expect(fault).toMatchObject({ fault: 'corrupt', path, message: expect.stringContaining('the file is damaged') });
  });

  test('a page that was overwritten is found when it is read', () => {
    const dir = folder();
    const store = openStore(dir);
    store.journal.append(lines(1, 2000));
    store.close();
    const path = join(dir, 'state.db');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096 * 4, statSync(path).size);
    writeFileSync(path, bytes);

    expect(thrownBy(() => [...open(dir).journal.read('digits')])).toMatchObject({ fault: 'corrupt', path });
  });

  test('a disk that is full loses nothing that was written, and says so', () => {
    const dir = folder();
    open(dir).journal.append(lines(1, 10));
    const path = join(dir, 'state.db');
    const database = new Database(path, { patience: 0 });
    database.pragma(`max_page_count = ${Number(database.pragma('page_count')) + 1}`);
    const journal = storedJournal(database);
    const large = { ...line(11), entry: 'x'.repeat(100_000) };

    expect(thrownBy(() => journal.append([large]))).toMatchObject({
      fault: 'full',
      path,
      hint: 'free some space and run again; nothing that was finished is lost',
    });
    expect([...journal.read('digits')]).toEqual(lines(1, 10));
    journal.append([line(11)]);
    expect(journal.lastSeq('digits')).toBe(11);
    database.close();
  });

  test('a state folder that is a file is refused with its path', () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');

    expect(thrownBy(() => openStore(file))).toMatchObject({ name: 'StoreError', path: join(file, 'state.db') });
  });

  test('a state.db that is a folder is refused', () => {
    const dir = folder();
    openStore(join(dir, 'state.db')).close();

    expect(thrownBy(() => openStore(dir))).toMatchObject({ fault: 'refused', path: join(dir, 'state.db') });
  });
});
