import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundledProgram, RunProcess, shell } from './run-process';
import { writeTiny, type Scripts } from './tiny';

const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;
const withPython = hasPython ? describe : describe.skip;
if (!hasPython)
  console.warn('SKIPPED: what happens to a run when things go wrong, since there is no python3 of 3.8 or newer');

let program: string;
let dir: string;
beforeAll(() => (program = bundledProgram()), 60_000);
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'myelin-faults-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** `myelin run` of the small axon, with these scripts for its training and its server. */
function run(scripts: Scripts, ...words: readonly string[]): RunProcess {
  writeTiny(dir, scripts);
  return new RunProcess(program, ['axon.yaml', '--local', 'local.yaml', ...words], dir);
}

const say = (line: string, env?: Record<string, string>) => shell(program, line, dir, env);

/** Processes, of whatever runner, whose working directory or words are below the folder. */
function alive(): string[] {
  const { stdout } = spawnSync('ps', ['-axo', 'args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(`${dir}/.myelin/axons`));
}

async function untilThere(file: string): Promise<void> {
  while (!existsSync(file)) await sleep(20);
}

describe('before anything runs', () => {
  it('a port in use is said before the builds', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const refused = run({}, '--port', String(port));
    expect(await refused.ended).toBe(1);
    other.close();
    expect(refused.lines).toEqual([
      `error MYL3008 port ${port} of 127.0.0.1 is in use`,
      '  hint: end what listens there, or choose another with --port (0: any free one)',
      '1 error',
    ]);
  }, 30_000);
  it('an interpreter that is not there is said once, at the first task', async () => {
    const refused = run({ overrides: 'python: {interpreter: /nowhere/python3}\n' });
    expect(await refused.ended).toBe(1);
    expect(refused.text).toContain(
      'axon.yaml:6:36 error MYL2006 spec.tasks[0].train.image no Python to run tasks with: /nowhere/python3 does not exist\n',
    );
    expect(refused.lines.at(-1)).toBe('1 error');
  }, 30_000);
  it('no python3 on the PATH names what to install', () => {
    writeTiny(dir);
    // Ends with 9, and tells where, if the shell finds a Python for all that.
    const line = 'type -P python3 python && exit 9; myelin run axon.yaml --local local.yaml';
    const { code, err } = say(line, { PATH: join(dir, 'code') });
    expect(code).toBe(1);
    expect(err).toContain('no Python to run tasks with: python3 is not on the PATH, python is not on the PATH\n');
    expect(err).toContain('hint: install Python 3.8 or newer');
  }, 30_000);
  it('an image that nobody can run here is said at its place', () => {
    writeTiny(dir);
    const { code, err } = say('myelin run axon.yaml');
    expect(code).toBe(1);
    expect(err).toContain(
      'axon.yaml:7:37 error MYL3001 spec.tasks[1].deploy.image one machine cannot run the image server',
    );
    expect(err).toContain('hint: say in an overrides file what to run in its place');
  }, 30_000);
});

withPython('while it runs', () => {
  it('a command that does not exist is a failed task, with its name in the summary', async () => {
    const ended = run({ train: 'exec nosuchcommand' }, '--until', 'tasks.Train.phase == "Failed"', '--for', '30s');
    expect(await ended.ended).toBe(0);
    const summary = ended.text.slice(ended.text.indexOf('what happened, and why'));
    expect(summary).toMatch(/train-\w+ Failed: it ended with exit code 127: .*nosuchcommand.*not found/);
  }, 60_000);

  it('a server that dies right after its start fails its version, and says where its log is', async () => {
    const ended = run(
      { serve: 'echo no model here; exit 7' },
      '--until',
      'deployers.api.versions.exists(v, v.phase == "Failed")',
      '--for',
      '40s',
    );
    expect(await ended.ended).toBe(0);
    const log = /gave up after 3 starts: it exited with 7: no model here \(log (\S+)\)/.exec(ended.text)?.[1] ?? '';
    expect(readFileSync(log, 'utf8')).toBe('no model here\n');
    expect(say('myelin logs Serve')).toMatchObject({ code: 0, out: 'no model here\n' });
  }, 60_000);

  it('the first Ctrl-C asks, the second kills; the next run goes on, and nobody is left', async () => {
    // A run keeps the code that it began with, so the code tells the first attempt from the next.
    const stubborn = 'touch "$MYELIN_STORE/begun"; trap "" TERM INT; while :; do sleep 1; done';
    const train = `if [ ! -e "$MYELIN_STORE/begun" ]; then ${stubborn}; fi; echo '{"accuracy": 0.9}' >"$MYELIN_RESULT"`;
    const first = run({ train });
    await first.said(/train-\w+-a1 Running/);
    await untilThere(join(dir, '.myelin/axons/tiny/store/begun'));
    first.signal('SIGINT');
    await first.said(/stopping: tasks are ended.*Ctrl-C again kills/);
    first.signal('SIGINT');
    expect(await first.ended).toBe(130);
    expect(alive()).toEqual([]);

    const next = run({ train }, '--until', 'deployers.api.newest.phase == "Serving"', '--for', '40s');
    expect(await next.ended).toBe(0);
    expect(next.text).toMatch(/train-\w+-a1 Lost: .*the runner was stopped while it ran/);
    expect(next.text).toMatch(/train-\w+ Succeeded accuracy=0\.9/);
    expect(alive()).toEqual([]);
  }, 90_000);

  it('what outlives a runner and the wrapper of its task is ended before the task is tried again', async () => {
    const survivor = 'echo $$ >"$MYELIN_STORE/first"; exec sleep 300';
    const isLeft = 'case $(ps -o stat= -p "$(cat "$MYELIN_STORE/first")") in ""|Z*) false ;; esac';
    const retry = `if ${isLeft}; then exit 9; fi; echo '{"accuracy": 0.9}' >"$MYELIN_RESULT"`;
    const train = `if [ ! -e "$MYELIN_STORE/first" ]; then ${survivor}; fi; ${retry}`;
    const first = run({ train });
    await untilThere(join(dir, '.myelin/axons/tiny/store/first'));
    first.signal('SIGKILL');
    await first.ended;
    const [attempt = ''] = readdirSync(join(dir, '.myelin/axons/tiny/attempts'));
    const claim = readFileSync(join(dir, '.myelin/axons/tiny/attempts', attempt, 'claim'), 'utf8');
    process.kill(parseInt(claim, 10), 'SIGKILL');

    const next = run({ train }, '--until', 'deployers.api.newest.phase == "Serving"', '--for', '40s');
    expect(await next.ended).toBe(0);
    expect(next.text).toMatch(/train-\w+-a1 Lost: .*process \d+ is gone and left no exit status/);
    expect(next.text).toMatch(/train-\w+ Succeeded accuracy=0\.9/);
    expect(alive()).toEqual([]);
  }, 90_000);

  it('Ctrl-C ends a run that was to reach something with 130, any other with 0', async () => {
    const waiting = run({}, '--until', 'deployers.api.newest.version >= 9');
    await waiting.said(/api answers on/);
    waiting.signal('SIGINT');
    expect(await waiting.ended).toBe(130);
    const free = run({});
    await free.said(/waiting:/);
    free.signal('SIGTERM');
    expect(await free.ended).toBe(0);
    expect(alive()).toEqual([]);
  }, 60_000);

  it('a reader who leaves ends the run cleanly', () => {
    writeTiny(dir);
    const { out, err } = say('timeout 40 "$NODE" "$MYELIN" run axon.yaml --local local.yaml | head -n 1', {
      NODE: process.execPath,
      MYELIN: program,
    });
    expect({ out, err }).toEqual({ out: '    0s Train building\n', err: '' });
    expect(alive()).toEqual([]);
  }, 60_000);

  it('without --until it tells what it waits for, and at the end why it stopped', async () => {
    const ended = run({}, '--for', '6s');
    expect(await ended.ended).toBe(0);
    expect(ended.text).toMatch(/tiny waiting: again waits for a call of asked; release waits for Train Succeeded/);
    expect(ended.text).toMatch(/tiny stopping: time is up after \d+s\n/);
    expect(ended.lines.at(-1)).toMatch(/^ {2}api served version 1, api-[0-9a-f]{8}, accuracy=0\.9$/);
    expect(readdirSync(join(dir, '.myelin'))).toContain('state.db');
  }, 60_000);
});
