import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { printYaml } from '../../../lib/constructs/synth/print-yaml';
import { runs } from '../../runs';

function read(text: string, version: '1.1' | '1.2'): unknown[] {
  const documents = parseAllDocuments(text, { version, uniqueKeys: true });
  if ('empty' in documents) return [];
  return documents.map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  });
}

test('maps, lists and scalars in block style', () => {
  const object = {
    apiVersion: 'v1',
    metadata: { name: 'digits', labels: {}, annotations: { 'example.com/on': 'yes', port: '8080' } },
    spec: {
      suspend: true,
      replicas: 0,
      share: 0.25,
      nothing: null,
      absent: undefined,
      args: ['--config_id=0_0_1', '--lr', '1e-3', ''],
      empty: [],
      containers: [{ name: 'task', env: [{ name: 'A', value: 'b: c' }] }, { name: 'other' }],
      nested: [['a', 'b'], []],
      schedule: '0 0 31 2 *',
      image: 'registry.example.com/digits@sha256:0123',
    },
  };
  expect(printYaml([object, { kind: 'List' }])).toBe(
    `
apiVersion: v1
metadata:
  name: digits
  labels: {}
  annotations:
    example.com/on: "yes"
    port: "8080"
spec:
  suspend: true
  replicas: 0
  share: 0.25
  nothing: null
  args:
    - "--config_id=0_0_1"
    - "--lr"
    - "1e-3"
    - ""
  empty: []
  containers:
    - name: task
      env:
        - name: A
          value: "b: c"
    - name: other
  nested:
    - - a
      - b
    - []
  schedule: "0 0 31 2 *"
  image: registry.example.com/digits@sha256:0123
---
kind: List
`.trimStart(),
  );
});

test('lines of text stand as they are', () => {
  expect(printYaml([{ data: { script: '#!/bin/sh\nset -e\n\n  true\n', last: 'a\nb' } }])).toBe(
    `
data:
  script: |
    #!/bin/sh
    set -e

      true
  last: |-
    a
    b
`.trimStart(),
  );
});

test.each(['y', 'No', 'ON', 'true', 'Null', '~', '', ' ', '1', '0x1f', '1_000', '12:30:00', '2026-01-01', '.inf', '-'])(
  'the string %j stays a string in every version of YAML',
  (text) => {
    for (const version of ['1.1', '1.2'] as const)
      expect(read(printYaml([{ [text]: text }]), version)).toEqual([{ [text]: text }]);
  },
);

/** Strings in which the signs that mean something to YAML are frequent. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(...'ab01 \n\t:#-?[]{},&*!|>\'"%@`~=<._/\\\r\u0085\u2028\ufeff\u007f'),
    maxLength: 12,
  }),
  fc.constantFrom('<<', '---', '...', '- a', 'a: b', 'a #b', 'a:', '|', '&x', '*x', '!!str', '1e3', 'NaN', 'a\n---\nb'),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.double({ noNaN: true }).filter((number) => !Object.is(number, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));

test('any object comes back as it was from every version of YAML', () => {
  fc.assert(
    fc.property(fc.array(value.value, { minLength: 1, maxLength: 3 }), (objects) => {
      for (const version of ['1.1', '1.2'] as const) expect(read(printYaml(objects), version)).toEqual(objects);
    }),
    { numRuns: runs(300, 1500), seed: 4 },
  );
});
