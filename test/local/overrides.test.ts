import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_OVERRIDES, readOverrides } from '../../lib/local/overrides';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'myelin-overrides-'));
  mkdirSync(join(dir, 'code'));
  writeFileSync(join(dir, 'pins.txt'), '');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (text: string) => {
  writeFileSync(join(dir, 'local.yaml'), text);
  return readOverrides(join(dir, 'local.yaml'));
};

/** `line:column code message; hint` of every issue. */
const faults = async (text: string) =>
  (await read(text)).issues.map(
    ({ at, code, message, hint }) =>
      `${at?.line}:${at?.column} ${code} ${message}${hint === undefined ? '' : `; ${hint}`}`,
  );

test('no file overrides nothing', async () => {
  expect(await readOverrides(undefined)).toEqual({ overrides: NO_OVERRIDES, text: '', issues: [] });
});

test('every key is read, and relative paths start at the folder of the file', async () => {
  const text = `
artifacts:
  code: ./code
images:
  registry/prepare:1: {dir: code, command: [python, prepare.py, 1]}
  registry/shell: {dir: code, command: python prepare.py | tee out}
requirements:
  Train/requirements.txt: pins.txt
parameters: {epochs: 3, name: x}
env: {DEBUG: true, EMPTY: ""}
python: {interpreter: python3.11, index: ./code}
`;

  expect(await read(text)).toEqual({
    overrides: {
      artifacts: { code: join(dir, 'code') },
      images: {
        'registry/prepare:1': { dir: join(dir, 'code'), command: ['python', 'prepare.py', '1'] },
        'registry/shell': { dir: join(dir, 'code'), command: ['/bin/sh', '-c', 'python prepare.py | tee out'] },
      },
      requirements: { 'Train/requirements.txt': join(dir, 'pins.txt') },
      parameters: { epochs: '3', name: 'x' },
      env: { DEBUG: 'true', EMPTY: '' },
      python: { interpreter: 'python3.11', index: join(dir, 'code') },
    },
    text,
    issues: [],
  });
});

test('an interpreter with a slash is a path, an address of an index is not', async () => {
  const { overrides } = await read('python: {interpreter: .venv/bin/python, index: "http://127.0.0.1:3141/simple"}');

  expect(overrides.python).toEqual({
    interpreter: join(dir, '.venv/bin/python'),
    index: 'http://127.0.0.1:3141/simple',
  });
});

test('keys that are left empty override nothing', async () => {
  expect(await read('artifacts:\nimages:\npython:\n')).toEqual({
    overrides: { ...NO_OVERRIDES, python: {} },
    text: 'artifacts:\nimages:\npython:\n',
    issues: [],
  });
  expect(await read('')).toEqual({ overrides: NO_OVERRIDES, text: '', issues: [] });
});

test('an unknown key is a warning with a suggestion and its place', async () => {
  expect(
    await faults('artifact:\n  code: code\npython:\n  indx: x\nimages:\n  a: {dirs: code, command: [x]}\n'),
  ).toEqual([
    '1:1 MYL1004 unknown key artifact; did you mean artifacts',
    '4:3 MYL1004 unknown key indx; did you mean index',
    '6:7 MYL1004 unknown key dirs; did you mean dir',
  ]);
  expect((await read('zzz: 1')).issues).toMatchObject([
    {
      severity: 'warning',
      hint: 'known keys are artifacts, images, requirements, parameters, env, python',
    },
  ]);
});

test('every value that cannot be used is told with its place, and the rest is read', async () => {
  const text = `artifacts: {a: 1, code: code}
images:
  b: {dir: code}
  c: {dir: code, command: []}
  d: {dir: code, command: [x, {y: 1}]}
env: {LIST: [1]}
parameters: text
`;
  expect(await faults(text)).toEqual([
    '1:16 MYL1003 expected a path of a directory, got 1',
    '3:3 MYL1005 command is missing; say what to run, such as [python, train.py]',
    '4:18 MYL1003 expected a list of words, got an empty list; write [python, train.py]',
    '5:31 MYL1003 expected text, got keys and values',
    '6:7 MYL1003 expected text, got a list',
    '7:13 MYL1003 expected a mapping, got "text"',
  ]);
  expect((await read(text)).overrides).toEqual({ ...NO_OVERRIDES, artifacts: { code: join(dir, 'code') } });
});

test('a path that is not there, or is the wrong thing, is told with its place', async () => {
  expect(await faults('artifacts: {a: gone, b: pins.txt}\nrequirements: {r.txt: code}\n')).toEqual([
    `1:16 MYL1001 ${join(dir, 'gone')} does not exist; name a directory; relative paths start at ${dir}`,
    `1:25 MYL1001 ${join(dir, 'pins.txt')} is not a directory; name a directory; relative paths start at ${dir}`,
    `2:23 MYL1001 ${join(dir, 'code')} is not a file; name a file; relative paths start at ${dir}`,
  ]);
});

test('a file that is not there is told with the path that was given', async () => {
  const { issues } = await readOverrides('/no/such/local.yaml');

  expect(issues).toMatchObject([
    { code: 'MYL1001', at: { file: '/no/such/local.yaml' }, message: 'the file cannot be read: there is no such file' },
  ]);
});

test('a text that is not YAML, a list, or two documents are one fault each', async () => {
  expect((await read('a: [')).issues).toMatchObject([{ code: 'MYL1002' }]);
  expect(await faults('- a\n')).toEqual(['1:1 MYL1003 expected a mapping, got a list']);
  expect(await faults('env: {}\n---\nenv: {}\n')).toEqual([
    '1:1 MYL1003 an overrides file is one document, got several',
  ]);
});
