import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingSecrets, parseDotenv, readDotenv, secretValue, secretVariable } from '../../lib/local/dotenv';
import { loadAxons } from '../../lib/spec/load';

const read = (text: string) => parseDotenv(text, '.env');

describe('lines', () => {
  test.each([
    ['A=1', { A: '1' }],
    ['A = spaced out  ', { A: 'spaced out' }],
    ['export A=1\nB=2', { A: '1', B: '2' }],
    ['  A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['A=', { A: '' }],
    ['A=\nB=2', { A: '', B: '2' }],
    ['A=""', { A: '' }],
    ['# a comment\n\n  # another\nA=1', { A: '1' }],
    ['A=1 # said of it', { A: '1' }],
    ['A= # nothing', { A: '' }],
    ['A=a#b', { A: 'a#b' }],
    ['A="a # b" # c', { A: 'a # b' }],
    ['A=\'single "x" \\n $B\'', { A: 'single "x" \\n $B' }],
    ['A="line\\nline \\"x\\" \\\\ \\d $B"', { A: 'line\nline "x" \\ \\d $B' }],
    ['A="one\ntwo"\nB=3', { A: 'one\ntwo', B: '3' }],
    ["A='one\ntwo'\nB=3", { A: 'one\ntwo', B: '3' }],
    ['A=b=c==', { A: 'b=c==' }],
    ["A=it's", { A: "it's" }],
    ['A=1\nA=2', { A: '2' }],
    ['\uFEFFA=1', { A: '1' }],
    ['', {}],
  ])('%j', (text, variables) => {
    expect(read(text)).toEqual({ variables, issues: [] });
  });

  test('a line that is none is told by its number, and nothing of what it says', () => {
    const { variables, issues } = read('A=1\nhunter2\nB="never closed\nC=3\n=x');

    expect(variables).toEqual({ A: '1', C: '3' });
    expect(issues.map(({ code, at }) => [code, at])).toEqual([
      ['MYL3006', { file: '.env', line: 2, column: 1 }],
      ['MYL3006', { file: '.env', line: 3, column: 1 }],
      ['MYL3006', { file: '.env', line: 5, column: 1 }],
    ]);
    expect(JSON.stringify(issues)).not.toMatch(/hunter2|never closed/);
  });
});

describe('the file', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'myelin-dotenv-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test('is beside the axon, and the environment wins', async () => {
    writeFileSync(join(dir, '.env'), 'DB_KEY=file\nOTHER=file\n');

    expect(await readDotenv(join(dir, 'axon.yaml'), { DB_KEY: 'environment', NONE: undefined })).toEqual({
      variables: { DB_KEY: 'environment', OTHER: 'file' },
      issues: [],
    });
  });

  test('may be absent', async () => {
    expect(await readDotenv(join(dir, 'axon.yaml'), { A: '1' })).toEqual({ variables: { A: '1' }, issues: [] });
  });

  test('that cannot be read is told with its path', async () => {
    mkdirSync(join(dir, '.env'));
    const { issues } = await readDotenv(join(dir, 'axon.yaml'), {});

    expect(issues).toMatchObject([{ code: 'MYL1001', message: `${join(dir, '.env')} cannot be read (EISDIR)` }]);
  });
});

describe('secrets', () => {
  test.each([
    ['db-login', 'password', 'DB_LOGIN_PASSWORD'],
    ['s3', 'access.key', 'S3_ACCESS_KEY'],
    ['2nd', 'key', '_2ND_KEY'],
  ])('the key of %s named %s is %s', (name, key, variable) => {
    expect(secretVariable({ name, key })).toBe(variable);
  });

  test('one that is set is found, also when it is empty', () => {
    expect(secretValue({ DB_LOGIN_PASSWORD: 'x' }, { name: 'db-login', key: 'password' })).toEqual({ value: 'x' });
    expect(secretValue({ DB_LOGIN_PASSWORD: '' }, { name: 'db-login', key: 'password' })).toEqual({ value: '' });
  });

  test('one that is missing is an issue that names the variable to set', () => {
    expect(secretValue({ OTHER: 'hunter2' }, { name: 'db-login', key: 'password' })).toEqual({
      issue: {
        code: 'MYL3005',
        severity: 'error',
        path: [],
        message: 'the key password of the Secret db-login is not set on this machine',
        hint: 'set DB_LOGIN_PASSWORD in .env beside the axon, or in the environment',
      },
    });
  });
});

test('secrets of tasks and of triggers that nobody has given are told once each, by the variable to set', () => {
  const yaml = `
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: { name: shut }
spec:
  tasks:
    - name: A
      container:
        image: a
        env:
          - { name: X, valueFrom: { secretKeyRef: { name: db, key: password } } }
          - { name: Y, valueFrom: { secretKeyRef: { name: db, key: password } } }
  sensors:
    - name: asked
      triggers:
        - { name: token, type: Rest, auth: { token: { name: hooks, key: token } } }
        - { name: signed, type: Rest, auth: { hmac: { name: hooks, key: hmac } } }
      tasks: [{ resourceExecutor: { task: A } }]
`;
  const axon = loadAxons(yaml, { file: 'axon.yaml' }).axons[0]!.axon!;
  const missing = missingSecrets(axon, { variables: { HOOKS_HMAC: 'x' }, issues: [] });
  expect(missing.map(({ code, message, hint }) => [code, message, hint])).toEqual([
    [
      'MYL3005',
      'the key password of the Secret db is not set on this machine',
      'set DB_PASSWORD in .env beside the axon, or in the environment',
    ],
    [
      'MYL3005',
      'the key token of the Secret hooks is not set on this machine',
      'set HOOKS_TOKEN in .env beside the axon, or in the environment',
    ],
  ]);
});
