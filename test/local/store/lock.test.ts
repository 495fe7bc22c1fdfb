import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { acquireLock, lockHolder, type Lock } from '../../../lib/local/store/lock';
import { COMPILE, stateFolders, thrownBy } from './folder';

const { folder, clear } = stateFolders();
const locks: Lock[] = [];
afterEach(() => {
  for (const lock of locks.splice(0)) lock.release();
  clear();
});

const me = { pid: process.pid, since: 1000, url: 'http://127.0.0.1:8080/' };

function take(dir: string, holder = me): Lock {
  const lock = acquireLock(dir, holder);
  if (!lock.held) throw new Error('expected the lock');
  locks.push(lock);
  return lock;
}

/** Another process that takes the lock and answers with what it got; with it held, it waits to be killed. */
async function another(dir: string): Promise<{ answer: unknown; pid: number; kill: () => Promise<void> }> {
  const program = `${COMPILE}
    const { acquireLock } = require(${JSON.stringify(resolve('lib/local/store/lock.ts'))});
    globalThis.lock = acquireLock(${JSON.stringify(dir)}, { pid: process.pid, since: 5, url: 'http://there/' });
    console.log(JSON.stringify(globalThis.lock));
    if (globalThis.lock.held) require('child_process').spawn('sleep', ['60'], { stdio: 'ignore', detached: true }).unref();
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const text = await new Promise<string>((done) => child.stdout.once('data', (data: Buffer) => done(String(data))));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { answer: JSON.parse(text), pid: child.pid ?? 0, kill };
}

test('one runner at a time, and the other is told who it is', async () => {
  const dir = folder();
  take(dir);

  expect(acquireLock(dir, { ...me, pid: 1 })).toEqual({ held: false, heldBy: me });
  const other = await another(dir);
  expect(other.answer).toEqual({ held: false, heldBy: me });
  await other.kill();
});

test('a lock that was released can be taken', () => {
  const dir = folder();
  const lock = take(dir);
  lock.release();
  lock.release();
  expect(lockHolder(dir)).toBeUndefined();

  take(dir, { ...me, since: 2000 });
  expect(lockHolder(dir)).toEqual({ ...me, since: 2000 });
});

test('the lock of a runner that was killed is free, although its children live', async () => {
  const dir = folder();
  const other = await another(dir);
  expect(other.answer).toEqual({ held: true });
  const heldBy = { pid: other.pid, since: 5, url: 'http://there/' };
  expect(acquireLock(dir, me)).toEqual({ held: false, heldBy });
  expect(lockHolder(dir)).toEqual(heldBy);

  await other.kill();
  expect(lockHolder(dir)).toBeUndefined();
  take(dir);
  expect(lockHolder(dir)).toEqual(me);
});

test('two state folders have two locks', () => {
  take(folder());
  take(folder());
  expect(locks).toHaveLength(2);
});

test('looking who holds it neither takes nor frees it', () => {
  const dir = folder();
  expect(lockHolder(dir)).toBeUndefined();
  take(dir);
  expect([lockHolder(dir), lockHolder(dir)]).toEqual([me, me]);
  expect(acquireLock(dir, me).held).toBe(false);
});

test('the holder can say its address later', () => {
  const dir = folder();
  const lock = take(dir);
  lock.describe({ ...me, url: 'http://127.0.0.1:9999/' });

  expect(lockHolder(dir)?.url).toBe('http://127.0.0.1:9999/');
});

test('a holder that did not say who it is yet still holds it', () => {
  const dir = folder();
  take(dir);
  writeFileSync(join(dir, 'lock.json'), '{"pid":');

  expect(acquireLock(dir, me)).toEqual({ held: false });
});

test('a folder that cannot be made is an error with its path', () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');

  expect(thrownBy(() => acquireLock(file, me))).toMatchObject({ name: 'StoreError', path: join(file, 'lock.db') });
});
