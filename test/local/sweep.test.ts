import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KeptFiles } from '../../lib/engine/kept-files';
import { inspect, launch, terminate } from '../../lib/local/process/supervisor';
import { StateFolder } from '../../lib/local/state-folder';
import { Sweep } from '../../lib/local/sweep';
import { LocalRun, stateFolder, withProcesses } from './local-run';

const none: KeptFiles = {
  data: new Set(),
  models: new Set(),
  checkpoints: new Set(),
  attempts: new Set(),
  versions: new Set(),
};

describe('a sweep', () => {
  /** Makes these files, sweeps, and gives those that are left. */
  async function left(files: readonly string[], kept: Partial<KeptFiles>): Promise<string[]> {
    const state = stateFolder();
    const path = (file: string) => join(state, 'axons/test', file);
    for (const file of files) {
      mkdirSync(dirname(path(file)), { recursive: true });
      writeFileSync(path(file), '');
    }
    const told: string[] = [];
    const sweep = new Sweep(
      new StateFolder(state).runFolders('test'),
      () => ({ ...none, ...kept }),
      (reason) => told.push(reason),
    );
    sweep.request();
    await sweep.idle();
    expect(told).toEqual([]);
    return files.filter((file) => existsSync(path(file)));
  }

  test('leaves what is kept, and of the rest nothing', async () => {
    const files = ['data/a/rows', 'data/b/deep/er/rows', 'attempts/p-a-a1/log', 'attempts/p-b-a1/log'];
    expect(await left(files, { data: new Set(['a']), attempts: new Set(['p-b-a1']) })).toEqual([
      'data/a/rows',
      'attempts/p-b-a1/log',
    ]);
  });

  test('of a task run of which some trials are kept deletes the others', async () => {
    const files = [
      'models/t-a/0_0_0/m',
      'models/t-a/0_0_1/m',
      'models/t-b/m',
      'models/t-c/0_0_0/m',
      'checkpoints/t-a/0_0_0/c',
    ];
    const models = new Set(['t-a/0_0_1', 't-c']);
    expect(await left(files, { models, checkpoints: new Set(['t-a']) })).toEqual([
      'models/t-a/0_0_1/m',
      'models/t-c/0_0_0/m',
      'checkpoints/t-a/0_0_0/c',
    ]);
  });

  test('leaves the last five starts of a server that is kept', async () => {
    const starts = [1, 2, 3, 8, 9, 10, 11].map((start) => `servers/v/m-b/${start}/log`);
    expect(await left([...starts, 'servers/w/m-b/1/log'], { versions: new Set(['v']) })).toEqual(starts.slice(2));
  });

  test('never looks at the store', async () => {
    expect(await left(['store/collected', 'store/data/x'], {})).toEqual(['store/collected', 'store/data/x']);
  });

  test('leaves the folder of a process that lives until it has ended', async () => {
    const state = stateFolder();
    const { servers } = new StateFolder(state).runFolders('test');
    const dir = join(servers, 'v/m-b/1');
    await launch({ dir, command: ['sleep', '60'], cwd: state, env: { PATH: process.env['PATH'] ?? '' } });
    while (inspect(dir).state !== 'running') await new Promise((done) => setTimeout(done, 5));
    const sweep = new Sweep(
      new StateFolder(state).runFolders('test'),
      () => none,
      () => undefined,
    );
    sweep.request();
    await sweep.idle();
    expect(existsSync(dir)).toBe(true);
    await terminate(dir, { grace: 2000 });
    sweep.request();
    await sweep.idle();
    expect(existsSync(join(servers, 'v'))).toBe(false);
  });
});

const axon = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: test}
spec:
  retention: {runs: 1, trials: 2}
  tasks:
    - {name: Prepare, container: {image: prepare}}
    - name: Train
      train:
        image: train
        lossMetric: loss
        hpTuning: {optimiser: HyperBand, minBudget: 1, maxBudget: 9, concurrency: 4, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}
  sensors:
    - name: go
      triggers: [{name: call, type: Rest}]
      tasks: [{resourceExecutor: {task: Prepare}}, {trainer: {task: Train}}]
`;
const scripts = {
  prepare: 'echo rows > "${DATA_PATH}rows"; echo Prepare >> "${MYELIN_STORE}ran"',
  train: `for word in "$@"; do case $word in --x=*) x=\${word#--x=} ;; esac; done
echo "$x" > "\${MODEL_PATH}model"; echo "$x" >> "\${CHECKPOINT_PATH}seen"
echo "{\\"loss\\": $x}" > "$MYELIN_RESULT"`,
};

describe('a runner', () => {
  const rounds = async (run: LocalRun, count: number) => {
    for (let done = 0; done < count; done += 1) {
      const ended = run.entries('RunEnded').length;
      await run.call('go', 'call');
      await run.until(() => run.entries('RunEnded').length > ended);
    }
  };

  withProcesses('bounds its folder by retention, and what a killed one left it collects at its start', async () => {
    const state = stateFolder();
    const first = await LocalRun.start(axon, scripts, { state });
    await rounds(first, 3);
    await first.stop();

    const [, second, third] = first.entries('RunStarted').map(({ run }) => run);
    const [, , winner] = first.entries('TaskRunEnded').filter(({ taskRun }) => taskRun.startsWith('train'));
    const check = (run: LocalRun) => {
      // Of run 2 stays what Prepare of run 3 was given as DATA_PATH_Prepare and MODEL_PATH_Train.
      expect(run.names('data')).toEqual([second, third].sort());
      expect(run.names('models')).toEqual(
        [`prepare-${second}`, `prepare-${third}`, `train-${second}`, `train-${third}`].sort(),
      );
      expect(run.names('models', `train-${third}`)).toHaveLength(2);
      expect(run.text('models', winner!.model!, 'model')).toBe(`${winner!.metrics['loss']}\n`);
      expect(run.names('models', `train-${second}`)).toHaveLength(1);
      expect(run.names('checkpoints', `train-${third}`).length).toBeLessThanOrEqual(2);
      expect(new Set(run.names('attempts').map((name) => name.split('-')[1]))).toEqual(new Set([third]));
      expect(run.text('store/ran')).toBe('Prepare\n'.repeat(3));
    };
    check(first);

    // As if it had been killed halfway through: part of a deleted run is there again.
    for (const path of [
      'data/0123456789/rows',
      `models/train-${third}/0_0_99/model`,
      'attempts/prepare-0123456789-a1/log',
    ]) {
      mkdirSync(dirname(first.path(path)), { recursive: true });
      writeFileSync(first.path(path), 'left');
    }
    const next = await LocalRun.start(axon, scripts, { state });
    await next.stop();
    check(next);
  });
});
