import fc from 'fast-check';
import type { Entry } from '../../../lib/engine/journal';
import { archiveObject, pack } from '../../../lib/runtime/state/archive';
import { chainOf, JournalFault, textOf, type Block } from '../../../lib/runtime/state/chain';
import { parseEntries, SEGMENT_LIMIT, segmentObject, segmentsOf } from '../../../lib/runtime/state/segments';

const OWNER = { apiVersion: 'v1', kind: 'ConfigMap', name: 'digits-axon', uid: 'u1' };

function entry(text: string, time = 0): Entry {
  return { time, reason: text, type: 'Paused' };
}

function objects(texts: readonly string[], first: number, writer = 'aaaaaaaa') {
  return segmentsOf(
    texts.map((text) => entry(text)),
    first,
    writer,
  ).map((segment) => segmentObject('digits', OWNER, segment));
}

function reasons(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => parseEntries(textOf(block), block.count)!.map(({ reason }) => reason));
}

const LONG = 'é'.repeat(SEGMENT_LIMIT);

test('an append is one ConfigMap, named for the place of its first entry', () => {
  const [object, ...rest] = segmentsOf([entry('a', 1), entry('b', 2)], 11, 'aaaaaaaa').map((segment) =>
    segmentObject('digits', OWNER, segment),
  );
  expect(rest).toEqual([]);
  expect(object).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'digits-journal-0000000011',
      labels: {
        'app.kubernetes.io/name': 'digits',
        'app.kubernetes.io/component': 'journal',
        'app.kubernetes.io/part-of': 'myelin',
        'app.kubernetes.io/managed-by': 'myelin',
        'myelin.io/axon': 'digits',
      },
      ownerReferences: [OWNER],
    },
    immutable: true,
    data: {
      first: '11',
      count: '2',
      writer: 'aaaaaaaa',
      part: '1/1',
      'journal.jsonl': '{"time":1,"reason":"a","type":"Paused"}\n{"time":2,"reason":"b","type":"Paused"}\n',
    },
  });
});

test('what is longer than a segment is cut, and its first part is written last', () => {
  const parts = segmentsOf([entry(LONG)], 1, 'aaaaaaaa').map((segment) => segmentObject('digits', OWNER, segment));
  expect(parts.map(({ metadata, data }) => [metadata.name, data.part])).toEqual([
    ['digits-journal-0000000001-aaaaaaaa-2', '2/3'],
    ['digits-journal-0000000001-aaaaaaaa-3', '3/3'],
    ['digits-journal-0000000001', '1/3'],
  ]);
  for (const { data } of parts) expect(Buffer.byteLength(data['journal.jsonl'])).toBeLessThanOrEqual(SEGMENT_LIMIT);
});

test('whatever is appended is read back, in whatever order the API server lists it', () => {
  const batches = fc.array(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 5 }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(batches, fc.boolean(), fc.infiniteStream(fc.nat()), (texts, long, order) => {
      const all = long ? [...texts, [LONG, 'after']] : texts;
      let first = 1;
      const stored = all.flatMap((batch) => {
        const made = objects(batch, first);
        first += batch.length;
        return made;
      });
      const shuffled = stored
        .map((object) => ({ object, at: order.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ object }) => object);
      const { blocks, spare } = chainOf(shuffled);
      expect(reasons(blocks)).toEqual(all.flat());
      expect(spare).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('a group whose first part is not there has not been appended, and its writer may yet complete it', () => {
  const incomplete = objects([LONG], 2).slice(0, -1);
  const { blocks, spare } = chainOf([...objects(['a'], 1), ...incomplete]);
  expect(reasons(blocks)).toEqual(['a']);
  expect(spare).toEqual([]);
});

test('once another group has its place, what is left of it is spare', () => {
  const incomplete = objects([LONG], 2, 'bbbbbbbb').slice(0, -1);
  const { blocks, spare } = chainOf([...objects(['a'], 1), ...incomplete, ...objects(['b'], 2)]);
  expect(reasons(blocks)).toEqual(['a', 'b']);
  expect(spare).toEqual(['digits-journal-0000000002-bbbbbbbb-2', 'digits-journal-0000000002-bbbbbbbb-3']);
});

test('an archive stands for its segments, a longer one for a shorter', () => {
  const archive = (texts: readonly string[], first: number) =>
    archiveObject('digits', OWNER, {
      first,
      count: texts.length,
      packed: pack(texts.map((text) => `${JSON.stringify(entry(text))}\n`).join('')),
    });
  const { blocks, spare } = chainOf([
    ...objects(['a', 'b'], 1),
    ...objects(['c'], 3),
    ...objects(['d'], 4),
    archive(['a', 'b'], 1),
    archive(['a', 'b', 'c'], 1),
  ]);
  expect(reasons(blocks)).toEqual(['a', 'b', 'c', 'd']);
  expect(spare).toEqual([
    'digits-journal-0000000001',
    'digits-journal-0000000003',
    'digits-archive-0000000001-0000000002',
  ]);
});

test.each([
  [
    'a segment was deleted',
    [...objects(['a'], 1), ...objects(['d'], 4)],
    'the journal lacks entries 2 to 3, which should come before digits-journal-0000000004',
  ],
  [
    'the first was deleted',
    objects(['b'], 2),
    'the journal lacks entry 1, which should come before digits-journal-0000000002',
  ],
  [
    'a part was deleted',
    objects([LONG], 1).slice(1),
    'digits-journal-0000000001 has 3 parts, of which part 2 is not there',
  ],
  [
    'it holds something else',
    objects(['a'], 1).map((object) => ({ ...object, data: { hello: 'world' } })),
    'digits-journal-0000000001 holds no part of a journal',
  ],
  [
    'it holds nothing',
    objects(['a'], 1).map(({ data: _, ...rest }) => rest),
    'digits-journal-0000000001 holds no part of a journal',
  ],
  [
    'its text was cut',
    objects(['a', 'b'], 1).map((object) => ({
      ...object,
      data: { ...object.data, 'journal.jsonl': object.data['journal.jsonl'].slice(0, -5) },
    })),
    'digits-journal-0000000001 does not hold the 2 entries that it should',
  ],
])('where %s, the fault names the object', (_, stored, message) => {
  expect(() => chainOf(stored)).toThrow(new JournalFault('', message));
});
