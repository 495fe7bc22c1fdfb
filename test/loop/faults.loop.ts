import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../../lib/engine/journal';
import { openStore } from '../../lib/local/store/store';
import { bundledProgram, RunProcess, shell } from '../cli/run-process';
import { TINY, writeTiny } from '../cli/tiny';

let program: string;
let dir: string;
beforeAll(() => (program = bundledProgram()), 60_000);
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'myelin-faults-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const run = (...words: readonly string[]) =>
  new RunProcess(program, ['axon.yaml', '--local', 'local.yaml', ...words], dir);

function journal(stateDir: string): Entry[] {
  const store = openStore(stateDir);
  const entries = [...store.journal.read('tiny')].map(({ entry }) => entry as Entry);
  store.close();
  return entries;
}

test('a task that prints 1 GB fills neither disk nor memory, and its log says that it was cut', async () => {
  writeTiny(dir, { train: 'yes | head -c 1000000000; echo the end; exit 3' });
  const ended = run('--until', 'tasks.Train.phase == "Failed"', '--for', '100s');
  expect(await ended.ended).toBe(0);
  expect(ended.text).toMatch(/train-\w+ Failed: it ended with exit code 3: the end \(log /);

  const size = Number(/^\d+/.exec(shell(program, 'du -sb .myelin/axons', dir).out)?.[0]);
  expect(size).toBeLessThan(12 * 1024 * 1024);
  const { out } = shell(program, 'myelin logs Train 2>/dev/null | grep -v "^y*$"', dir);
  expect(out.trim().split('\n')).toEqual([
    '[myelin: output beyond 8388608 bytes is cut here, its last 1048576 bytes are in log.tail]',
    'the end',
  ]);
}, 150_000);

test('a task that ignores SIGTERM is killed at its timeout, and what it printed is kept', async () => {
  writeTiny(dir, { train: 'trap "" TERM INT; echo stubborn; while :; do sleep 1; done' });
  writeFileSync(
    join(dir, 'axon.yaml'),
    TINY.replace('train: {image: trainer,', 'train: {image: trainer, timeout: 1s,'),
  );
  const ended = run('--until', 'tasks.Train.phase == "Failed"', '--for', '60s');
  expect(await ended.ended).toBe(0);
  const said = /train-\w+ Failed: it ran longer than its timeout: ended by SIGKILL; stubborn \(log (\S+)\)/;
  const log = said.exec(ended.text)?.[1] ?? '';
  expect(readFileSync(log, 'utf8')).toBe('stubborn\n');
}, 90_000);

/** A disk of a few megabytes, where this user may mount one. */
function mountSmallDisk(at: string): boolean {
  mkdirSync(at, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', at]).status === 0;
}

const probe = mkdtempSync(join(tmpdir(), 'myelin-mount-'));
const canMount = mountSmallDisk(probe);
if (canMount) spawnSync('umount', [probe]);
rmSync(probe, { recursive: true, force: true });
const withDisk = canMount ? test : test.skip;
if (!canMount) console.warn('SKIPPED: a disk that fills while the loop runs, since no small disk can be mounted here');

withDisk(
  'a full disk ends the run with a diagnostic; when there is room again the next run goes on, and nothing is lost',
  async () => {
    const disk = join(dir, 'disk');
    expect(mountSmallDisk(disk)).toBe(true);
    try {
      // Trains for ever, one training after the other.
      writeTiny(dir, { train: `sleep 0.3; echo '{"accuracy": 0.9}' >"$MYELIN_RESULT"` });
      const again = '{name: asked, type: Lifecycle, task: Train, condition: Finished}], cooldown: 100ms,';
      writeFileSync(join(dir, 'axon.yaml'), TINY.replace('{name: asked, type: Rest}],', again));
      const state = join(disk, 'state');
      const first = run('--state-dir', state);
      await first.said(/api answers on/);
      shell(program, `cp /dev/zero ${disk}/ballast 2>/dev/null`, dir);
      expect(await first.ended).toBe(1);
      expect(first.text).toMatch(
        /error MYL3007 the state in \S+ cannot be used: the disk is full .*\n {2}hint: free some space and run again; nothing that was finished is lost\n/,
      );
      expect(first.text).not.toMatch(/^ +at /m);

      const refused = run('--state-dir', state);
      expect(await refused.ended).toBe(1);
      expect(refused.text).toContain('error MYL3007');

      rmSync(join(disk, 'ballast'));
      const before = journal(state).length;
      const next = run('--state-dir', state, '--until', 'deployers.api.newest.version >= 3', '--for', '60s');
      expect(await next.ended).toBe(0);
      const entries = journal(state);
      expect(entries.length).toBeGreaterThan(before);
      const finished = entries.flatMap((entry) => (entry.type === 'TaskRunEnded' ? [entry.taskRun] : []));
      expect(new Set(finished).size).toBe(finished.length);
      expect(statSync(join(state, 'state.db')).size).toBeGreaterThan(0);
    } finally {
      // Lazily: the database's library may hold its file until its memory is collected.
      spawnSync('umount', ['-l', disk]);
    }
  },
  150_000,
);
