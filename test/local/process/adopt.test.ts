import { spawn } from 'node:child_process';
import { utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect, launch, terminate, waitFor } from '../../../lib/local/process/supervisor';
import { startTimeOf } from '../../../lib/local/process/identity';
import { attemptFolders, lives, logOf, script, start, until } from './folder';

const { folder, clear } = attemptFolders();
afterEach(clear);

/** A runner of its own process that launches an attempt and is killed (SIGKILL) once the attempt says `up`. */
async function launchedByADeadRunner(dir: string, text: string): Promise<void> {
  const compile = resolve('node_modules/@swc/core');
  const runner = `
    const { transformFileSync } = require(${JSON.stringify(compile)});
    require.extensions['.ts'] = (module, file) => module._compile(
      transformFileSync(file, { module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }).code,
      file,
    );
    const { launch } = require(${JSON.stringify(resolve('lib/local/process/launch.ts'))});
    launch(JSON.parse(process.argv[1])).then(() => setInterval(() => {}, 1000));`;
  const spec = script(dir, text);
  const child = spawn(process.execPath, ['-e', runner, JSON.stringify(spec)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  await until(() => inspect(dir).state !== 'unclaimed' && safeLog(dir).includes('up\n'));
  child.kill('SIGKILL');
  await ended;
}

const safeLog = (dir: string): string => {
  try {
    return logOf(dir);
  } catch {
    return '';
  }
};

test('a task outlives the kill -9 of its runner, and another runner hears how it ended', async () => {
  const dir = folder();
  await launchedByADeadRunner(dir, 'echo up; while [ ! -e go ]; do sleep 0.02; done; echo done; exit 3');

  expect(inspect(dir)).toMatchObject({ state: 'running', pid: expect.any(Number) });
  const exit = waitFor(dir);
  writeFileSync(join(dir, 'go'), '');
  expect(await exit).toEqual({ state: 'exited', code: 3 });
  expect(logOf(dir)).toBe('up\ndone\n');
});

test('a task that ended while no runner lived is not run again, and its exit is known', async () => {
  const dir = folder();
  const text = 'echo ran >>ran; echo up; sleep 0.05; exit 4';
  await launchedByADeadRunner(dir, text);
  await until(() => inspect(dir).state === 'exited');
  await start(dir, text);

  expect(await waitFor(dir)).toEqual({ state: 'exited', code: 4 });
  expect(logOf(dir, 'ran')).toBe('ran\n');
});

test('launching again what a dead runner launched adopts it', async () => {
  const dir = folder();
  const text = 'echo ran >>ran; echo up; while [ ! -e go ]; do sleep 0.02; done; exit 5';
  await launchedByADeadRunner(dir, text);
  const before = inspect(dir);
  const running = await launch(script(dir, text));

  expect(before).toMatchObject({ state: 'running', pid: running.pid, startTime: running.startTime });
  writeFileSync(join(dir, 'go'), '');
  expect(await waitFor(dir)).toEqual({ state: 'exited', code: 5 });
  expect(logOf(dir, 'ran')).toBe('ran\n');
});

test('an adopted task can be terminated', async () => {
  const dir = folder();
  await launchedByADeadRunner(dir, 'trap "echo bye; exit 9" TERM; echo up; while :; do sleep 0.02; done');

  expect(await terminate(dir, { grace: 5000 })).toEqual({ state: 'exited', code: 9 });
  expect(logOf(dir)).toMatch(/^up\n.*bye\n$/s);
});

test('a folder that nobody touched is unclaimed', () => {
  expect(inspect(folder())).toEqual({ state: 'unclaimed' });
  expect(inspect('/no/such/attempt')).toEqual({ state: 'unclaimed' });
});

test('a process id that now belongs to another process is not mistaken for the attempt', async () => {
  const dir = folder();
  const stranger = spawn('sleep', ['60']);
  writeFileSync(join(dir, 'claim'), `${stranger.pid} 1@another-boot\n`);

  const lost = { state: 'lost', reason: `process ${stranger.pid} is gone and left no exit status` };
  expect(inspect(dir)).toEqual(lost);
  expect(await terminate(dir, { grace: 0 })).toEqual(lost);
  expect(lives(stranger.pid ?? 0)).toBe(true);
  stranger.kill();
});

test('an attempt whose wrapper was killed is lost, and what survives of it is killed', async () => {
  const dir = folder();
  const { pid } = await start(dir, 'echo $$ >kid; echo up; exec sleep 300');
  await until(() => safeLog(dir) === 'up\n');
  process.kill(pid, 'SIGKILL');
  const kid = Number(logOf(dir, 'kid'));
  expect(lives(kid)).toBe(true);

  expect(await waitFor(dir)).toEqual({ state: 'lost', reason: `process ${pid} is gone and left no exit status` });
  expect(lives(kid)).toBe(false);
});

test('a claim that is being written counts as running, one that stays empty as lost', () => {
  const dir = folder();
  writeFileSync(join(dir, 'claim'), '');
  expect(inspect(dir)).toEqual({ state: 'running', pid: 0, startTime: '' });

  utimesSync(join(dir, 'claim'), 1, 1);
  expect(inspect(dir)).toMatchObject({ state: 'lost' });
});

test('waiting can be given up without touching the attempt', async () => {
  const dir = folder();
  await start(dir, 'sleep 60');
  const giveUp = new AbortController();
  const waiting = waitFor(dir, { signal: giveUp.signal });
  giveUp.abort(new Error('the runner stops'));

  await expect(waiting).rejects.toThrow('the runner stops');
  expect(inspect(dir).state).not.toBe('exited');
});

test('several can wait for one attempt', async () => {
  const dir = folder();
  await start(dir, 'sleep 0.05; exit 2');

  expect(await Promise.all([waitFor(dir), waitFor(dir), waitFor(dir)])).toEqual(
    Array(3).fill({ state: 'exited', code: 2 }),
  );
});

test('the start time of a process is the same each time it is asked, and absent once it ended', async () => {
  const child = spawn('sleep', ['60']);
  const pid = child.pid ?? 0;
  const first = startTimeOf(pid);
  expect(first).toMatch(/^\d+@[0-9a-f-]{36}$/);
  expect(startTimeOf(pid)).toBe(first);
  expect(startTimeOf(process.pid)).not.toBe(first);

  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
  expect(startTimeOf(pid)).toBeUndefined();
});
