import Ajv2020 from 'ajv/dist/2020';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { axonJsonSchema, SCHEMA_ID } from '../../lib/spec/json-schema';
import { readSource } from '../../lib/spec/source';

const validate = new Ajv2020({ allowUnionTypes: true }).compile(axonJsonSchema());

function faultsOf(text: string): readonly string[] {
  return readSource(text, 'axon.yaml').documents.flatMap(({ data }) =>
    validate(data) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`),
  );
}

const FOLDERS = [
  'test/fixtures/axons',
  'apps/digits',
  ...[process.env['MYELIN_CORPUS'] ?? ''].filter((folder) => existsSync(folder)),
];

test.each(
  FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name)),
  ),
)('%s is what the schema says', (file) => {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('kind: Axon')) return;
  expect(faultsOf(text)).toEqual([]);
});

test('the examples of the language page are what the schema says', () => {
  const page = readFileSync('docs/language.md', 'utf8');
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  expect(examples.flatMap(faultsOf)).toEqual([]);
});

test('editors are told of a misspelled key, a wrong value and a missing name', () => {
  const axon = (task: string) =>
    `apiVersion: myelin.io/v1alpha1\nkind: Axon\nmetadata: {name: a}\nspec:\n  tasks: [${task}]\n`;
  expect(faultsOf(axon('{name: T, train: {image: x}}'))).toEqual([]);
  expect(faultsOf(axon('{name: T, train: {imge: x}}'))).toContain(
    '/spec/tasks/0/train must NOT have additional properties',
  );
  expect(faultsOf(axon('{name: T, train: {lossMetricSelector: more}}'))).toContain(
    '/spec/tasks/0/train/lossMetricSelector must be equal to one of the allowed values',
  );
  expect(faultsOf(axon('{train: {image: x}}'))).toContain("/spec/tasks/0 must have required property 'name'");
});

test('quoted numbers, keys left empty and parameters are no faults', () => {
  expect(
    faultsOf(`apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: a}
spec:
  sensors:
  tasks:
    - name: T
      train:
        image:
        hpTuning: {minBudget: "1", maxBudget: '{{workflow.parameters.budget}}', params: []}
`),
  ).toEqual([]);
});

test('completion inside of train has every key with its description', () => {
  type Node = { properties?: Record<string, Node>; anyOf?: Node[]; items?: Node; description?: string };
  const bare = (node: Node | undefined): Node | undefined =>
    node?.anyOf?.find((one) => 'properties' in one || 'items' in one) ?? node;
  const root = axonJsonSchema() as Node;
  const task = bare(bare(root.properties?.['spec']?.properties?.['tasks'])?.items);
  const train = bare(task?.properties?.['train'])?.properties ?? {};
  expect(Object.keys(train)).toEqual(
    expect.arrayContaining(['image', 'imageBuild', 'env', 'lossMetric', 'lossMetricSelector', 'hpTuning', 'retry']),
  );
  expect(Object.values(train).every(({ description }) => description !== undefined)).toBe(true);
});

test('the schema has a name, and is the same every time', () => {
  expect(axonJsonSchema()).toMatchObject({ $id: SCHEMA_ID, $schema: 'https://json-schema.org/draft/2020-12/schema' });
  expect(axonJsonSchema()).toEqual(axonJsonSchema());
});
