import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, launch, terminate, waitFor } from '../../../lib/local/process/supervisor';
import { attemptFolders, lives, logOf, script, start, until } from './folder';

const { folder, clear } = attemptFolders();
afterEach(clear);

const printed = (dir: string, text: string) => until(() => existsSync(join(dir, 'log')) && logOf(dir).includes(text));

test('a task that ends at SIGTERM is not killed', async () => {
  const dir = folder();
  await start(dir, 'trap "echo saved; exit 0" TERM; echo up; while :; do sleep 0.02; done');
  await printed(dir, 'up');

  expect(await terminate(dir, { grace: 60_000 })).toEqual({ state: 'exited', code: 0 });
  expect(logOf(dir)).toMatch(/^up\n.*saved\n$/s);
});

test('a task that knows nothing of signals ends by SIGTERM', async () => {
  const dir = folder();
  await start(dir, 'echo up; exec sleep 300');
  await printed(dir, 'up');

  expect(await terminate(dir, { grace: 60_000 })).toEqual({ state: 'exited', code: 143, signal: 'SIGTERM' });
});

test('a task that ignores SIGTERM is killed after the grace, with its children', async () => {
  const dir = folder();
  const deaf = 'trap "" TERM; sleep 300 & echo $! >kid; echo up; while :; do sleep 0.02; done';
  await start(dir, deaf);
  await printed(dir, 'up');

  expect(await terminate(dir, { grace: 100 })).toEqual({ state: 'exited', code: 137, signal: 'SIGKILL' });
  expect(lives(Number(logOf(dir, 'kid')))).toBe(false);
  expect(inspect(dir)).toEqual({ state: 'exited', code: 137, signal: 'SIGKILL' });
});

test('whoever waits for a task that is killed hears of it', async () => {
  const dir = folder();
  await start(dir, 'trap "" TERM; echo up; while :; do sleep 0.02; done');
  await printed(dir, 'up');
  const waiting = waitFor(dir);
  await terminate(dir, { grace: 0 });

  expect(await waiting).toEqual({ state: 'exited', code: 137, signal: 'SIGKILL' });
});

test('a task that has ended keeps its exit', async () => {
  const dir = folder();
  await start(dir, 'exit 3');
  await waitFor(dir);

  expect(await terminate(dir, { grace: 0 })).toEqual({ state: 'exited', code: 3 });
});

test('a task that was stopped before it was claimed never begins', async () => {
  const dir = folder();
  expect(await terminate(dir, { grace: 0 })).toEqual({ state: 'exited', code: 143, signal: 'SIGTERM' });

  await launch(script(dir, 'echo ran >ran'));
  expect(await waitFor(dir)).toEqual({ state: 'exited', code: 143, signal: 'SIGTERM' });
  expect(existsSync(join(dir, 'ran'))).toBe(false);
});

test('a task whose folder is still to be made never begins either', async () => {
  const dir = join(folder(), 'later');
  expect(await terminate(dir, { grace: 0 })).toEqual({ state: 'exited', code: 143, signal: 'SIGTERM' });

  await launch({ ...script(dir, 'echo ran >ran'), cwd: '/tmp' });
  expect(await waitFor(dir)).toEqual({ state: 'exited', code: 143, signal: 'SIGTERM' });
  expect(existsSync(join(dir, 'ran'))).toBe(false);
});

test('a task whose folder was taken away is lost, and nobody waits for it for ever', async () => {
  const dir = join(folder(), 'gone');
  expect(await waitFor(dir)).toEqual({ state: 'lost', reason: 'its folder is gone' });
}, 20_000);

test('terminating twice at once is the same as once', async () => {
  const dir = folder();
  await start(dir, 'echo up; exec sleep 300');
  await printed(dir, 'up');

  const exit = { state: 'exited', code: 143, signal: 'SIGTERM' };
  expect(await Promise.all([terminate(dir, { grace: 60_000 }), terminate(dir, { grace: 60_000 })])).toEqual([
    exit,
    exit,
  ]);
});
