import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { myelin } from './command-line';

const ROWS = ['the runtime', 'the gateway', 'the model server', 'a run'];
const CONTAINERS = ['runtime', 'gateway', 'model', 'task'];

/** What the containers of one name request, each way of it once. */
function requests(objects: readonly unknown[], container: string): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { name, resources } = value as { name?: unknown; resources?: { requests?: { cpu: string; memory: string } } };
    const asked = resources?.requests;
    if (name === container && asked !== undefined) found.add(`${asked.cpu} ${asked.memory}`);
    Object.values(value).forEach(visit);
  };
  objects.forEach(visit);
  return [...found];
}

test('docs/apps/digits.md says what the pods of digits request', async () => {
  const page = readFileSync('docs/apps/digits.md', 'utf8');
  const said = ROWS.map((row) =>
    new RegExp(`^\\| ${row}.*\\| (\\w+) +\\| (\\w+) +\\|$`, 'm').exec(page)?.slice(1).join(' '),
  );
  const written = [
    await myelin('synth', 'apps/digits/axon.yaml', '--stdout'),
    await myelin('install', '--print', '--image', 'r.example.com/runtime:1'),
  ];
  const objects = written.flatMap(({ out }) => parseAllDocuments(out).map((one) => one.toJS() as unknown));
  expect(CONTAINERS.map((container) => requests(objects, container))).toEqual(said.map((one) => [one]));
});
