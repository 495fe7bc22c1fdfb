import { formatPath } from '../../lib/spec/issue';
import { readSource, writeSource } from '../../lib/spec/source';

function only(text: string) {
  const { documents, issues } = readSource(text, 'a.yaml');
  expect(issues).toEqual([]);
  const [document, ...others] = documents;
  if (document === undefined || others.length > 0) throw new Error(`expected one document, got ${documents.length}`);
  return document;
}

test('several documents of one text, empty ones left out', () => {
  const { documents, issues } = readSource('---\na: 1\n---\n---\n# nothing\n---\nb: 2\n', 'a.yaml');
  expect(issues).toEqual([]);
  expect(documents.map(({ data }) => data)).toEqual([{ a: 1 }, { b: 2 }]);
});

test('an empty text has no document and no fault', () => {
  expect(readSource('', 'a.yaml')).toEqual({ documents: [], issues: [] });
  expect(readSource('# only a comment\n', 'a.yaml')).toEqual({ documents: [], issues: [] });
});

test('JSON is read as it is', () => {
  expect(only('{"a": [1, true, null, "x"]}').data).toEqual({ a: [1, true, null, 'x'] });
});

test('a broken document does not keep the others from being read', () => {
  const { documents, issues } = readSource('a: [\n---\nb: 2\n', 'a.yaml');
  expect(documents.map(({ data }) => data)).toEqual([{ b: 2 }]);
  expect(issues).toHaveLength(1);
});

test('words that other versions of YAML take for booleans stay words', () => {
  expect(only('a: yes\nb: on\nc: no\nd: true\n').data).toEqual({ a: 'yes', b: 'on', c: 'no', d: true });
});

test('aliases and merge keys give the values that they stand for', () => {
  const { data } = only('base: &base {x: 1, y: 2}\nsame: *base\nmore: {<<: *base, y: 3}\n');
  expect(data).toEqual({ base: { x: 1, y: 2 }, same: { x: 1, y: 2 }, more: { x: 1, y: 3 } });
});

describe('the place', () => {
  const text = `spec:
  tasks:
    - name: Train
      train: &work
        image: "x y"
    - {name: Again, train: {<<: *work, args: [a, b]}}
`;
  const place = (path: readonly (string | number)[], what: 'key' | 'value' = 'value', span?: [number, number]) => {
    const { line, column, endLine, endColumn } = only(text).positionOf(path, what, span);
    return [line, column, endLine, endColumn];
  };

  test('of a key is the key, of a scalar the scalar with its quotes', () => {
    expect(place(['spec', 'tasks', 0, 'train', 'image'], 'key')).toEqual([5, 9, 5, 14]);
    expect(place(['spec', 'tasks', 0, 'train', 'image'])).toEqual([5, 16, 5, 21]);
  });

  test('of keys and values, or of a list, is the key that holds them', () => {
    expect(place(['spec', 'tasks'])).toEqual([2, 3, 2, 8]);
    expect(place(['spec', 'tasks', 0, 'train'])).toEqual([4, 7, 4, 12]);
  });

  test('of an item is the item', () => {
    expect(place(['spec', 'tasks', 1, 'train', 'args', 1])).toEqual([6, 50, 6, 51]);
  });

  test('of what was not written is the nearest thing around it', () => {
    expect(place(['spec', 'tasks', 0, 'train', 'lossMetric'])).toEqual([4, 7, 4, 12]);
    expect(place(['status', 'phase'])).toEqual([1, 1, 1, 1]);
  });

  test('of what was merged in is where it was written', () => {
    expect(place(['spec', 'tasks', 1, 'train', 'image'])).toEqual([5, 16, 5, 21]);
  });

  test('within a text is counted after its quote', () => {
    expect(place(['spec', 'tasks', 0, 'train', 'image'], 'value', [2, 3])).toEqual([5, 19, 5, 20]);
  });
});

test('the place within a text of several lines is the whole text', () => {
  const document = only('a: |\n  one\n  two\n');
  expect(document.positionOf(['a'], 'value', [4, 7])).toMatchObject({ line: 1, column: 4 });
});

test('every key that is written twice is told', () => {
  const { issues } = readSource('a: 1\nb: {c: 1, c: 2}\na: 2\n', 'a.yaml');
  expect(issues.map(({ path, at }) => [formatPath(path), at?.line, at?.column])).toEqual(
    expect.arrayContaining([
      ['a', 3, 1],
      ['b.c', 2, 11],
    ]),
  );
});

test('plain data is written as people write it', () => {
  expect(writeSource({ a: [1, { b: 'x: y' }], c: 'yes', d: '1' })).toBe('a:\n  - 1\n  - b: "x: y"\nc: yes\nd: "1"\n');
});
