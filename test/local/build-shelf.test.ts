import { BuildShelf } from '../../lib/local/build-shelf';
import type { TaskBuild } from '../../lib/local/task-builds';

const builds = (hashes: Readonly<Record<string, string>>) =>
  new Map(
    Object.entries(hashes).map(([task, build]) => [task, { code: { build }, build: { id: build } } as TaskBuild]),
  );

test('edited code is told from code that is the same, and what began before keeps what it began with', () => {
  const documents = new Map<string, unknown>();
  const shelf = new BuildShelf({
    get: (key) => documents.get(key),
    put: (key, value) => void documents.set(key, value),
  });
  expect(shelf.place(builds({ Train: 'a', Serve: 's' }))).toBe(true);
  expect(shelf.place(builds({ Train: 'a', Serve: 's' }))).toBe(false);
  expect(shelf.place(builds({ Train: 'b', Serve: 's' }))).toBe(true);
  expect(shelf.code('Train')).toEqual({ build: 'b' });
  expect(shelf.get('Train', 'a')).toEqual({ id: 'a' });
});
