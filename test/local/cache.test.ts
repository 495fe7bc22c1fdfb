import type { AxonView } from '../../lib/engine/view/axon-view';
import { LocalRun, stateFolder, withProcesses } from './local-run';

/** Prepare writes what it was called with; Train sums up what is in the data. Each says so in the store. */
const axon = (more = '') => `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: test}
spec:
  tasks:
    - {name: Prepare, container: {image: prepare, cache: {}${more}}}
    - {name: Train, train: {image: train, cache: {}, metrics: [{name: bytes}]}}
  sensors:
    - name: go
      triggers: [{name: call, type: Rest}]
      tasks: [{resourceExecutor: {task: Prepare}}, {trainer: {task: Train}}]
`;
const scripts = {
  prepare: 'echo "rows of $KIND" > "${DATA_PATH}rows"; echo Prepare >> "${MYELIN_STORE}ran"',
  train: `cp "\${DATA_PATH}rows" "\${MODEL_PATH}model"; echo Train >> "\${MYELIN_STORE}ran"
echo "{\\"bytes\\": $(wc -c < "\${DATA_PATH}rows")}" > "$MYELIN_RESULT"`,
};

const ended = (runs: number) => (view: AxonView) =>
  view.status === 'Idle' && view.tasks['Train']?.runs === runs && view.tasks['Train'].phase !== 'Running';

async function runs(run: LocalRun, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    const before = run.runner.view().tasks['Train']?.runs ?? 0;
    await run.call('go', 'call');
    await run.until(ended(before + 1));
  }
}

const ran = (run: LocalRun) => run.text('store/ran').trim().split('\n').join(' ');

describe('cache: {}', () => {
  withProcesses('a second run of the same content copies the data, keeps the model, and executes nothing', async () => {
    const run = await LocalRun.start(axon(), scripts);
    await runs(run, 2);
    expect(ran(run)).toBe('Prepare Train');
    expect(run.entries('TaskRunEnded').map(({ cached }) => cached)).toEqual([false, false, true, true]);

    const [first, again] = run.entries('RunStarted').map(({ data }) => data);
    expect(again).not.toBe(first);
    expect(run.text('data', again!, 'rows')).toBe('rows of \n');
    const [, trained, , reused] = run.entries('TaskRunEnded');
    expect(reused).toMatchObject({ metrics: { bytes: 9 }, model: trained!.model ?? trained!.taskRun });
    expect(run.text('models', reused!.model!, 'model')).toBe('rows of \n');
    expect(run.names('attempts')).toEqual([expect.stringMatching(/^prepare-/), expect.stringMatching(/^train-/)]);
  });

  withProcesses('changed code is another build and runs; so does what reads what it wrote', async () => {
    const state = stateFolder();
    const before = await LocalRun.start(axon(), scripts, { state });
    await runs(before, 1);
    await before.stop();
    const after = await LocalRun.start(axon(), { ...scripts, prepare: `${scripts.prepare} # mended` }, { state });
    await runs(after, 1);
    expect(ran(after)).toBe('Prepare Train Prepare Train');
    expect(after.entries('TaskRunEnded').map(({ cached }) => cached)).toEqual([false, false]);
  });

  withProcesses('changed parameters of the task run it again', async () => {
    const state = stateFolder();
    const before = await LocalRun.start(axon(), scripts, { state });
    await runs(before, 1);
    await before.stop();
    const after = await LocalRun.start(axon(', env: [{name: KIND, value: wheat}]'), scripts, { state });
    await runs(after, 2);
    expect(ran(after)).toBe('Prepare Train Prepare Train');
    expect(after.entries('TaskRunEnded').map(({ cached }) => cached)).toEqual([false, false, true, true]);
    const [, last] = after.entries('RunStarted');
    expect(after.text('data', last!.data, 'rows')).toBe('rows of wheat\n');
  });

  withProcesses('another key runs it again; the same one after a restart does not', async () => {
    const state = stateFolder();
    const before = await LocalRun.start(axon(), scripts, { state });
    await runs(before, 1);
    await before.stop();
    const same = await LocalRun.start(axon(), scripts, { state });
    await runs(same, 1);
    expect(ran(same)).toBe('Prepare Train');
    await same.stop();
    const keyed = await LocalRun.start(axon().replace('prepare, cache: {}', 'prepare, cache: {key: two}'), scripts, {
      state,
    });
    await runs(keyed, 1);
    expect(ran(keyed)).toBe('Prepare Train Prepare Train');
  });
});
