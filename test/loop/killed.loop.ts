import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../../lib/engine/journal';
import { openStore } from '../../lib/local/store/store';

const BIN = resolve(JSON.parse(readFileSync('package.json', 'utf8')).bin.myelin as string);
const UNTIL = 'deployers.digits.newest.version >= 2 && alerts.accuracy == "Inactive"';
const KILLS = 10;

const state = mkdtempSync(join(tmpdir(), 'myelin-killed-'));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(state, { recursive: true, force: true });
});

function run(): ChildProcess {
  const words = ['run', 'apps/digits/axon.yaml', '--state-dir', state, '--until', UNTIL, '--for', '8m'];
  const child = spawn(process.execPath, [BIN, ...words], { stdio: 'inherit' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function journal(): Entry[] {
  const store = openStore(state);
  const entries = [...store.journal.read('digits')].map(({ entry }) => entry as Entry);
  store.close();
  return entries;
}

test('killed at ten random moments and run again, the loop closes and no finished task runs again', async () => {
  const first = run();
  await once(first, 'spawn');
  let child = first;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(2_000 + Math.random() * 12_000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    child = run();
  }
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);

  const entries = journal();
  const ended = entries.flatMap((entry) => (entry.type === 'TaskRunEnded' ? [entry.taskRun] : []));
  expect(new Set(ended).size).toBe(ended.length);
  const done = new Set<string>();
  for (const entry of entries) {
    if (entry.type === 'TaskRunEnded') done.add(entry.taskRun);
    if (entry.type === 'AttemptStarted') expect(done.has(entry.taskRun)).toBe(false);
  }
  const succeeded = entries.flatMap((entry) =>
    entry.type === 'AttemptEnded' && entry.outcome === 'Succeeded' ? [entry.name.replace(/-a\d+$/, '')] : [],
  );
  expect(new Set(succeeded).size).toBe(succeeded.length);
  const attempts = readdirSync(join(state, 'axons', 'digits', 'attempts'));
  expect(attempts.length).toBe(entries.filter(({ type }) => type === 'AttemptStarted').length);
}, 900_000);
