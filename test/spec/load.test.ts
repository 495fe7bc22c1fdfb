import { readFileSync } from 'node:fs';
import { loadAxons, placeIssues, resolveDocument, resolveKeptSpec, resolveSpec } from '../../lib/spec/load';
import { unsupported } from '../../lib/spec/support';
import { specToYaml } from '../../lib/spec/unparse';
import { HEADER } from './diagnose';

const LOOP = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
  sensors:
    - name: start
      tasks: [{trainer: {task: Train}}]
    - name: again
      triggers: [{name: t, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks: [{trainer: {task: Train}}]
`;

const codes = (text: string, strict = false) =>
  loadAxons(text, { file: 'axon.yaml', strict }).issues.map(({ code, severity }) => `${severity} ${code}`);

test('every fault is told at once, in the order of the text', () => {
  expect(
    codes(`${HEADER}
  tasks:
    - {name: Train, trian: {image: x}}
    - {name: Serve, deploy: {image: x, port: many}}
    - {name: Prepare, container: {image: x, timeout: soon}}
  sensors:
    - name: s
      tasks: [{resourceExecutor: {task: Prepar}}]
    - name: t
      triggers: [{name: c, type: Calendar, schedule: hourly}]
      tasks: [{resourceExecutor: {task: Prepare}}]
`),
  ).toEqual(['error MYL1006', 'error MYL1003', 'error MYL1504', 'error MYL1101', 'error MYL1503']);
});

test('a reference to a task that could not be read is not a fault of its own', () => {
  expect(
    codes(`${HEADER}
  tasks:
    - {name: Train, train: {image: [x]}}
    - {name: Serve, deploy: {image: x}}
  sensors:
    - name: s
      tasks: [{trainer: {task: Train}}]
`),
  ).toEqual(['error MYL1003']);
});

test('places stay right behind items that were left out', () => {
  const { issues } = loadAxons(
    `${HEADER}
  tasks:
    - {name: A, container: {image: [x]}}
    - {name: B, container: {}}
`,
    { file: 'axon.yaml' },
  );
  expect(issues.map(({ code, path, at }) => [code, path.join('.'), at?.line])).toEqual([
    ['MYL1003', 'spec.tasks.0.container.image', 7],
    ['MYL1103', 'spec.tasks.1.container', 8],
  ]);
});

test('strict makes errors of warnings, and then there is no axon', () => {
  expect(codes(LOOP)).toEqual(['warning MYL1201']);
  expect(loadAxons(LOOP, { file: 'axon.yaml' }).axons[0]?.axon).toBeDefined();
  expect(codes(LOOP, true)).toEqual(['error MYL1201']);
  expect(loadAxons(LOOP, { file: 'axon.yaml', strict: true }).axons[0]?.axon).toBeUndefined();
});

test('one broken axon of a file leaves the other as it is', () => {
  const { axons } = loadAxons(`${LOOP}---\n${LOOP.replace('task: Train}}', 'task: Trian}}')}`, { file: 'axon.yaml' });
  expect(axons.map(({ axon }) => axon?.name)).toEqual(['demo', undefined]);
});

test('text, document and spec are doors to the same axon', () => {
  const text = readFileSync('test/fixtures/axons/everything.yaml', 'utf8');
  const [loaded] = loadAxons(text, { file: 'axon.yaml' }).axons;
  const { axon } = loaded ?? {};
  if (loaded === undefined || axon === undefined) throw new Error('everything.yaml does not load');
  expect(resolveDocument(loaded.source.data).axon?.hash).toBe(axon.hash);
  expect(resolveSpec(axon.spec).axon?.hash).toBe(axon.hash);
  expect(loadAxons(specToYaml(axon.spec), { file: 'axon.yaml' }).axons[0]?.axon?.spec).toEqual(axon.spec);
});

test('a spec that has been in force is not judged again, in case this release is stricter', () => {
  const container = { image: 'x', resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } };
  const { spec } = resolveDocument({
    apiVersion: 'myelin.io/v1alpha1',
    kind: 'Axon',
    metadata: { name: 'a' },
    spec: { tasks: [{ name: 'greedy', container }], sensors: [] },
  });
  expect(resolveSpec(spec!).axon).toBeUndefined();
  expect([...resolveKeptSpec(spec!).axon!.tasks.keys()]).toEqual(['greedy']);
});

test('the hash is of what the axon says, not of how it is written', () => {
  const hash = (text: string) => loadAxons(text, { file: 'axon.yaml' }).axons[0]?.axon?.hash;
  expect(hash(LOOP)).toMatch(/^[0-9a-f]{16}$/);
  expect(hash(`# a comment\n${LOOP.replace('Succeeded}]', '"Succeeded"}]')}`)).toBe(hash(LOOP));
  expect(hash(LOOP.replace('  name: demo', '  name: demo\n  annotations: {a: b}'))).toBe(hash(LOOP));
  expect(hash(LOOP.replace('image: train', 'image: other'))).not.toBe(hash(LOOP));
  expect(hash(LOOP.replace('name: demo', 'name: other'))).not.toBe(hash(LOOP));
});

test('what one machine refuses of a wanted state has the place of the wanted state', () => {
  const text = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve}}
  desired:
    - {name: m, train: Train, deploy: Serve, state: {latency: p99 <= 50ms}}
`;
  const [loaded] = loadAxons(text, { file: 'axon.yaml' }).axons;
  if (loaded?.axon === undefined) throw new Error('the axon of the test does not load');
  expect(placeIssues(unsupported(loaded.axon, 'local'), loaded)).toMatchObject([
    {
      code: 'MYL1603',
      severity: 'error',
      path: ['spec', 'desired', 0, 'state', 'latency'],
      at: { line: 10, column: 63 },
    },
  ]);
});
