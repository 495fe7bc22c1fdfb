import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledProgram, shell, type Ended } from './run-process';
import { TINY, writeTiny } from './tiny';

let program: string;
let dir: string;
beforeAll(() => {
  program = bundledProgram();
  dir = mkdtempSync(join(tmpdir(), 'myelin-bad-'));
  writeTiny(dir);
  mkdirSync(join(dir, 'folder'));
  mkdirSync(join(dir, 'damaged'));
  writeFileSync(join(dir, 'damaged/state.db'), 'no database '.repeat(1000));
  const files: Record<string, string | Buffer> = {
    'empty.yaml': '',
    'comment.yaml': '# nothing yet\n---\n',
    'utf16.yaml': Buffer.from(`\ufeff${TINY}`, 'utf16le'),
    'binary.yaml': Buffer.from([0, 1, 2, 255]),
    'latin.yaml': Buffer.from('a: caf\xe9\n', 'latin1'),
    'bom.yaml': `\ufeff${TINY}`,
    'two.yaml': `${TINY}---\n${TINY.replace('tiny', 'other')}`,
    'wrong.yaml': 'imagess: {}\nenv: [1]\n',
    'trace.yaml': TINY.replaceAll('task: Train', 'task: Trian'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const say = (line: string): Ended => shell(program, line, dir);

/** One line of shell, its exit code, and what it says on standard error, whole. */
const CASES: readonly (readonly [line: string, code: number, said: string])[] = [
  [
    'myelin validate axn.yaml',
    1,
    'axn.yaml:1:1 error MYL1001 the file cannot be read: there is no such file\n  hint: did you mean axon.yaml\n1 error\n',
  ],
  ['myelin validate folder', 1, 'folder:1:1 error MYL1001 the file cannot be read: it is a directory\n1 error\n'],
  [
    'myelin validate utf16.yaml',
    1,
    'utf16.yaml:1:1 error MYL1001 the file cannot be read: it is UTF-16 text\n  hint: save it as UTF-8\n1 error\n',
  ],
  [
    'myelin validate latin.yaml',
    1,
    'latin.yaml:1:1 error MYL1001 the file cannot be read: it is not UTF-8 text\n  hint: save it as UTF-8\n1 error\n',
  ],
  [
    'myelin validate binary.yaml',
    1,
    'binary.yaml:1:1 error MYL1001 the file cannot be read: it is not text\n  hint: check that this is the file you mean\n1 error\n',
  ],
  [
    'myelin validate bom.yaml',
    0,
    `bom.yaml:4:1 warning MYL5002 spec.volumeClaimTemplate tiny says nothing of its store, so the claim tiny-axon-store asks for 1Gi of ReadWriteOnce, and all pods of tiny run on the one node that mounts it
    3 | metadata: {name: tiny}
  > 4 | spec:
      | ^^^^
    5 |   tasks:
  hint: add accessModes: [ReadWriteMany] to spec.volumeClaimTemplate.spec if the storage class can do it
1 warning
`,
  ],
  [
    'myelin validate - </dev/null',
    1,
    'standard input:1:1 error MYL1007 there is no axon in the text, only blanks and comments\n  hint: an axon begins with apiVersion: myelin.io/v1alpha1 and kind: Axon\n1 error\n',
  ],
  [
    'myelin validate /dev/zero',
    1,
    '/dev/zero:1:1 error MYL1001 the file cannot be read: it has more than 16777216 bytes\n  hint: check that this is the file you mean\n1 error\n',
  ],
  ['myelin run two.yaml', 1, 'myelin: two.yaml has 2 axons (tiny, other), one is taken; give each a file of its own\n'],
  [
    'myelin run axon.yaml --for soon',
    2,
    expect.stringMatching(/^myelin: --for: "soon" is not a duration: .*10m or 1h30m\n$/),
  ],
  [
    'myelin run axon.yaml --port 70000',
    2,
    'myelin: --port wants a number from 0 (any free port) to 65535, got 70000\n',
  ],
  [
    `myelin run axon.yaml --until 'deployers.ap.newest.version >= 2 && alerts.x == "Firing" && tasks.Train.phas == "Failed"'`,
    2,
    `myelin: --until deployers.ap.newest.version >= 2 && alerts.x == "Firing" && tasks.Train.phas == "Failed"
  at 1: there is no deployer ap; did you mean api
  at 37: there is no alert x; there are none
  at 61: there is no key of a task phas; did you mean phase
`,
  ],
  [
    "myelin run axon.yaml --until 'deployers.api.newest.version >='",
    2,
    'myelin: --until deployers.api.newest.version >=\n  at 32: the expression ends too early; expected a value\n',
  ],
  [
    'myelin run axon.yaml --only Trian',
    1,
    'myelin: there is no task Trian, did you mean Train; there are Train, Serve\n',
  ],
  [
    'myelin run axon.yaml --local nowhere.yaml',
    1,
    'nowhere.yaml:1:1 error MYL1001 the file cannot be read: there is no such file\n  hint: correct the path after --local\n1 error\n',
  ],
  [
    'myelin run axon.yaml --local wrong.yaml',
    1,
    `wrong.yaml:1:1 warning MYL1004 imagess unknown key imagess
  > 1 | imagess: {}
      | ^^^^^^^
    2 | env: [1]
  hint: did you mean images
wrong.yaml:2:1 error MYL1003 env expected a mapping, got a list
    1 | imagess: {}
  > 2 | env: [1]
      | ^^^
    3 |
1 error, 1 warning
`,
  ],
  [
    'myelin run axon.yaml --local local.yaml --state-dir axon.yaml',
    1,
    expect.stringMatching(
      /^error MYL3007 the state in \S+axon.yaml cannot be used: there is a file where a folder has to be .*\n {2}hint: move the file away, or give another --state-dir\n1 error\n$/,
    ),
  ],
  [
    'myelin get --state-dir damaged',
    1,
    expect.stringMatching(
      /^error MYL3007 the state in damaged\/state.db cannot be used: the file is damaged .*\n {2}hint: restore it from a copy, .*\n1 error\n$/,
    ),
  ],
  [
    'myelin get --state-dir axon.yaml',
    1,
    'myelin: axon.yaml is no folder, so there is no state in it; --state-dir names another\n',
  ],
  [
    'myelin tune axon.yaml Trian --plan',
    1,
    'myelin: there is no task Trian, did you mean Train; there are Train, Serve\n',
  ],
  ['myelin tune axon.yaml Train --plan', 1, 'myelin: task Train of tiny has no hpTuning; no task has\n'],
];

describe('bad input is said once, with place, value and fix, and the documented exit code', () => {
  it.each(CASES)('%s', (line, code, said) => {
    const { code: got, err } = say(line);
    expect({ code: got, err }).toEqual({ code, err: said });
  });
  it.each([
    ['validate axon.yaml', 'text, json'],
    ['tune axon.yaml Train --plan', 'table, json'],
    ['list', 'table, wide, name, json, yaml'],
    ['get', 'text, wide, name, json, yaml'],
    ['endpoint tiny', 'table, json, yaml'],
  ])('%s -o xml is refused with the formats that there are', (words, formats) => {
    const { code, out, err } = say(`myelin ${words} -o xml`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`argument 'xml' is invalid. Allowed choices are ${formats}.`);
  });
  it('validate says of every file what is wrong with it, as one list of data too', () => {
    const { code, out, err } = say('myelin validate axn.yaml comment.yaml -o json');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toMatchObject([
      { code: 'MYL1001', file: 'axn.yaml', line: 1, column: 1, path: '' },
      { code: 'MYL1007', file: 'comment.yaml', line: 1, column: 1, path: '' },
    ]);
  });
});

describe('output', () => {
  it('that nobody reads any more is no fault', () => {
    expect(say('myelin schema | head -n 1; echo "${PIPESTATUS[0]}"')).toEqual({ code: 0, out: '{\n0\n', err: '' });
    expect(say('myelin validate trace.yaml 2>&1 | head -c 1; echo "${PIPESTATUS[0]}"')).toMatchObject({
      out: 't1\n',
      err: '',
    });
  });
  it('to a full disk is one line and the code of a refusal', () => {
    const { code, err } = say('myelin schema >/dev/full');
    expect(code).toBe(1);
    expect(err).toMatch(/^myelin: standard output cannot be written: ENOSPC.*\n$/);
  });
  it('has no colours off a terminal, and none with NO_COLOR', () => {
    expect(shell(program, 'myelin validate trace.yaml', dir, { NO_COLOR: '' }).err).not.toContain('\u001b');
    expect(say('myelin validate trace.yaml').err).not.toContain('\u001b');
  });
  it('shows where in the program only with --debug, before or after the command', () => {
    expect(say('myelin get --state-dir damaged').err).not.toMatch(/^ +at /m);
    expect(say('myelin --debug get --state-dir damaged').err).toMatch(/^ +at /m);
    expect(say('myelin get --state-dir damaged --debug').err).toMatch(/^ +at /m);
  });
});
