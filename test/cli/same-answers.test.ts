import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOOP, myelin, scratch } from './command-line';

/** What one of the two commands leaves to the other, and why. */
const GAPS: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/ info MYL/, 'information hinders nothing, so synth, which is asked for objects, leaves it out'],
  [/ MYL5001 /, 'an image that is not built yet is a matter of the lock beside the axon, not of the axon'],
];

/** The first line of each thing that a command said of axons, sorted; those of the gaps are left out. */
function told(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => / (error|warning|info) MYL\d{4} /.test(line));
  return lines.filter((line) => !GAPS.some(([pattern]) => pattern.test(line))).sort();
}

async function both(file: string, ...options: readonly string[]) {
  const validated = await myelin('validate', file, ...options);
  const synthesized = await myelin('synth', file, '--stdout', ...options);
  return {
    validate: { code: validated.code, told: told(validated.err) },
    synth: { code: synthesized.code, told: told(synthesized.err) },
  };
}

const FILES = [
  'apps',
  'test/fixtures/axons',
  'test/fixtures/original',
  'test/fixtures/by-hand',
  'test/fixtures/study',
].flatMap((folder) => {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const files = found.map((name) => join(folder, name));
  return files.filter((file) => /^kind: Axon$/m.test(readFileSync(file, 'utf8')));
});

test('there are axons to compare', () => {
  expect(FILES).toEqual(expect.arrayContaining(['apps/digits/axon.yaml', 'test/fixtures/axons/everything.yaml']));
});

test.each(FILES)('%s is told the same by validate and synth', async (file) => {
  const { validate, synth } = await both(file);
  expect(synth).toEqual(validate);
});

/** Of axons with something wrong, what both say: code and path. */
const BAD: readonly (readonly [name: string, text: string, told: readonly string[]])[] = [
  ['an axon that says nothing of its store', LOOP, ['warning MYL5002 spec.volumeClaimTemplate']],
  [
    'a claim without access modes, and a local artifact that is not there',
    LOOP.replace(
      'spec:\n',
      'spec:\n  volumeClaimTemplate: {spec: {resources: {requests: {storage: 2Gi}}}}\n  artifacts: [{name: code, path: /src, local: {path: nowhere}}]\n',
    ),
    ['warning MYL2011 spec.artifacts[0].local.path', 'warning MYL5002 spec.volumeClaimTemplate'],
  ],
  ['a key that is nearly known', LOOP.replace('  sensors:', '  sensor:'), ['error MYL1014 spec.sensor']],
  [
    'no sensors',
    LOOP.replace(/ {2}sensors:[^]*/, ''),
    ['warning MYL1211 spec', 'warning MYL5002 spec.volumeClaimTemplate'],
  ],
  [
    'two axons, one of which cannot be read',
    `${LOOP}---\n${LOOP.replace('name: digits', 'name: other').replace('{image: example}', '{image: [x]}')}`,
    ['error MYL1003 spec.tasks[1].deploy.image', 'warning MYL5002 spec.volumeClaimTemplate'],
  ],
  [
    'faults of several kinds',
    LOOP.replace('image: example, metrics', 'image: "A B", timeout: 10, metrics'),
    ['error MYL1011 spec.tasks[0].train.image', 'error MYL1504 spec.tasks[0].train.timeout'],
  ],
  ['two axons of one name', `${LOOP}---\n${LOOP}`, ['error MYL1010 metadata.name']],
];

test.each(BAD)('%s', async (_, text, expected) => {
  const file = join(scratch(), 'axon.yaml');
  writeFileSync(file, text);
  const { validate, synth } = await both(file);
  const places = validate.told.map((line) => /(?:error|warning) \S+ \S+/.exec(line)?.[0]);
  expect(places.sort()).toEqual(expected);
  expect(synth).toEqual(validate);
});

test('rules that a mesh cannot say are told for the mesh that is asked for', async () => {
  const file = join(scratch(), 'axon.yaml');
  const rule = '{match: {headers: {x: {regex: "(?=a)b"}}}, destinations: [{destinationIndex: 0, weight: 100}]}';
  const text = LOOP.replace(
    '            models:',
    `            rolloutSpec: [${rule}, {destinations: [{destinationIndex: 0, weight: 100}]}]\n            models:`,
  );
  expect(text).not.toBe(LOOP);
  writeFileSync(file, text);
  const istio = await both(file);
  expect(istio.validate.told.filter((line) => line.includes('MYL5003'))).toHaveLength(1);
  expect(istio.synth).toEqual(istio.validate);
  const none = await both(file, '--mesh', 'none');
  expect(none.validate.told.filter((line) => line.includes('MYL5003'))).toEqual([]);
  expect(none.synth).toEqual(none.validate);
});
