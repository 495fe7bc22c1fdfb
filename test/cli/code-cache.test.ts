import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program of two files, started as the command line is. */
const PROGRAM = `
  const { greet } = require('./chunks/greet.cjs');
  console.log(greet(process.argv[2]), require('node:path').basename(__filename));
`;
const GREET = `exports.greet = (name) => 'hello ' + name;`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-code-'));
  mkdirSync(join(folder, 'chunks'));
  writeFileSync(join(folder, 'program.cjs'), PROGRAM);
  writeFileSync(join(folder, 'chunks/greet.cjs'), GREET);
  const outfile = join(folder, 'start.cjs');
  await build({ entryPoints: ['lib/cli/bin.ts'], outfile, bundle: true, platform: 'node', format: 'cjs' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => rmSync(join(folder, 'code'), { recursive: true, force: true }));

function run(env: Record<string, string> = {}): string {
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'start.cjs'), 'you'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return stdout + stderr;
}

const KEEP = { MYELIN_KEEP_CODE: '1' };
const kept = () => join(folder, 'code', `${process.version}-${process.platform}-${process.arch}`);

test('a program says the same without kept code, while it is kept, and with it', () => {
  expect([run(), run(KEEP), run()]).toEqual(Array(3).fill('hello you program.cjs\n'));
  expect(readdirSync(kept()).sort()).toEqual(['greet.cjs.code', 'program.cjs.code']);
});

test('a run keeps nothing unless it is told to', () => {
  run();
  expect(existsSync(join(folder, 'code'))).toBe(false);
});

test('code that was damaged or cut short is not run', () => {
  run(KEEP);
  writeFileSync(join(kept(), 'greet.cjs.code'), 'no code');
  writeFileSync(join(kept(), 'program.cjs.code'), '');
  expect(run()).toBe('hello you program.cjs\n');
});

test('code that another Node made is left alone', () => {
  run(KEEP);
  cpSync(kept(), join(folder, 'code', 'v1.0.0-linux-x64'), { recursive: true });
  rmSync(kept(), { recursive: true });
  expect(run()).toBe('hello you program.cjs\n');
});

test('a fault is told with the file and the line of the program', () => {
  run(KEEP);
  writeFileSync(join(folder, 'chunks/greet.cjs'), `exports.greet = () => { throw new Error('no'); };`);
  expect(run()).toContain(`${join(folder, 'chunks/greet.cjs')}:1`);
  writeFileSync(join(folder, 'chunks/greet.cjs'), GREET);
});
