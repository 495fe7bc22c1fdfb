import { substituteParameters } from '../../lib/spec/parameters';
import { resolveDocument } from '../../lib/spec/load';

const document = (
  image: unknown,
  parameters: unknown = [
    { name: 'registry', value: 'here' },
    { name: 'n', value: 3 },
  ],
) => ({
  spec: { parameters, image },
});

test('a parameter is replaced wherever it stands in a text', () => {
  const { data, issues } = substituteParameters(
    document(['{{workflow.parameters.registry}}/x:{{ workflow.parameters.n }}', { k: '{{workflow.parameters.n}}' }]),
  );
  expect(issues).toEqual([]);
  expect(data).toMatchObject({ spec: { image: ['here/x:3', { k: '3' }] } });
});

test('every other placeholder is left alone, and keys are never changed', () => {
  const image = { '{{workflow.parameters.registry}}': '{{event.data.x}} {{accuracy}} {{workflow.name}}' };
  expect(substituteParameters(document(image)).data).toEqual(document(image));
});

test('an override wins, and the document says so', () => {
  const { data, issues } = substituteParameters(document('{{workflow.parameters.registry}}'), { registry: 'there' });
  expect(issues).toEqual([]);
  expect(data).toMatchObject({ spec: { image: 'there', parameters: [{ name: 'registry', value: 'there' }, {}] } });
});

test('an unknown parameter is an error with a suggestion, and stays as it was written', () => {
  const { data, issues } = substituteParameters(document('{{workflow.parameters.regstry}}'));
  expect(issues).toEqual([
    {
      code: 'MYL1102',
      severity: 'error',
      path: ['spec', 'image'],
      message: 'the parameter regstry is not declared',
      hint: 'did you mean registry',
    },
  ]);
  expect(data).toMatchObject({ spec: { image: '{{workflow.parameters.regstry}}' } });
});

test('an override of what nobody declares is an error', () => {
  const { issues } = substituteParameters(document('x'), { registy: 'there' });
  expect(issues).toMatchObject([
    { code: 'MYL1102', message: 'the parameter registy is given but not declared', hint: 'did you mean registry' },
  ]);
});

test('names that every object has are parameters like any other', () => {
  const { issues } = substituteParameters(document('{{workflow.parameters.constructor}}'));
  expect(issues).toMatchObject([{ code: 'MYL1102', message: 'the parameter constructor is not declared' }]);
});

test('parameters that are no list are left to the schema', () => {
  for (const parameters of [undefined, null, 'x', [null, 1, { name: 2 }]]) {
    expect(substituteParameters(document('x', parameters)).issues).toEqual([]);
  }
});

test('a value made only of a parameter becomes the number that its field wants', () => {
  const { axon, issues } = resolveDocument(
    {
      apiVersion: 'myelin.io/v1alpha1',
      kind: 'Axon',
      metadata: { name: 'a' },
      spec: {
        parameters: [{ name: 'limit', value: 2 }],
        tasks: [{ name: 'T', container: { image: 'x', retry: { limit: '{{workflow.parameters.limit}}' } } }],
        sensors: [{ name: 's', tasks: [{ resourceExecutor: { task: 'T' } }] }],
      },
    },
    { parameters: { limit: '5' } },
  );
  expect(issues).toEqual([]);
  expect(axon?.tasks.get('T')?.retry.limit).toBe(5);
});
