import { LocalRun, stateFolder, withProcesses } from './local-run';

const axon = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: test}
spec:
  tasks:
    - {name: Prepare, container: {image: prepare, env: [{name: TASK_TYPE, value: mine}, {name: MYELIN_RUN, value: mine}, {name: FROM_FILE, value: task}, {name: FULL, value: '$(DATA_PATH)rows.csv for $$(TASK_TYPE), $(FROM_FILE) and $(NOBODY)'}, {name: SECRET, valueFrom: {secretKeyRef: {name: hooks, key: token}}}]}}
    - name: Train
      train:
        image: train
        retry: {limit: 1, backoff: {duration: 1s}}
        lossMetric: loss
        hpTuning: {optimiser: HyperBand, minBudget: 1, maxBudget: 3, concurrency: 1, params: [{name: x, type: UniformFloat, numerical: {lower: 0, upper: 1}}]}
    - {name: After, container: {image: after, args: ['--of=$(DATA_PATH_Train)rows', '$$(NAME)']}}
  sensors:
    - name: go
      triggers: [{name: call, type: Rest}]
      tasks: [{resourceExecutor: {task: Prepare}, env: [{name: ROWS, value: '{{event.data.rows}}'}]}, {trainer: {task: Train}}]
    - name: on
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks: [{resourceExecutor: {task: After}}]
`;

/** Each writes down its environment, what it finds, and its arguments. */
const dump =
  'env > "${MYELIN_STORE}env-$MYELIN_ATTEMPT"; ls "$MODEL_PATH" > "${MYELIN_STORE}found-$MYELIN_ATTEMPT"; echo "$@" > "${MYELIN_STORE}args-$MYELIN_ATTEMPT"';
const scripts = {
  prepare: `${dump}; echo rows > "\${DATA_PATH}rows"`,
  // The first attempt of the first trial fails, and leaves something behind.
  train: `${dump}; echo half > "\${MODEL_PATH}half"; echo "$MYELIN_ATTEMPT" >> "\${CHECKPOINT_PATH}seen"
case $MYELIN_ATTEMPT in *-t0-0-0-a1) exit 3 ;; esac
echo '{"loss": 0.5}' > "$MYELIN_RESULT"`,
  after: dump,
};

type Variables = Record<string, string>;

function variables(run: LocalRun, attempt: string): Variables {
  const lines = run.text('store', `env-${attempt}`).split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

withProcesses('a task process sees what the language promises', async () => {
  const state = stateFolder();
  const run = await LocalRun.start(axon, scripts, {
    state,
    env: { FROM_FILE: 'overrides', ONLY_FILE: 'overrides', DATA_PATH: 'overrides' },
    dotenv: 'HOOKS_TOKEN=secret\n',
  });
  await run.call('go', 'call', { rows: '7 of $(FROM_FILE)' });
  await run.until(() => run.entries('RunEnded').length === 2);

  const [first, second] = run.entries('RunStarted').map((entry) => entry.run);
  const taskRun = (task: string, of = first) => `${task}-${of}`;
  const prepare = variables(run, `${taskRun('prepare')}-a1`);
  const root = `${state}/axons/test`;
  expect(prepare).toMatchObject({
    // A task's own env beats every injected name except MYELIN_*; what the overrides file adds beats nothing.
    TASK_TYPE: 'mine',
    FROM_FILE: 'task',
    ONLY_FILE: 'overrides',
    MYELIN_RUN: first,
    SECRET: 'secret',
    ROWS: '7 of $(FROM_FILE)',
    // As the kubelet reads it.
    FULL: `${root}/data/${first}/rows.csv for $(TASK_TYPE), task and $(NOBODY)`,
    AXON_NAME: 'test',
    TASK_ID: taskRun('prepare'),
    MYELIN_AXON: 'test',
    MYELIN_TASK: 'Prepare',
    MYELIN_URL: `${run.runner.url}axons/test/`,
    MYELIN_STORE: `${root}/store/`,
    // Each ends in a slash; of a task that has not Succeeded yet, the run's own.
    DATA_PATH: `${root}/data/${first}/`,
    MODEL_PATH: `${root}/models/${taskRun('prepare')}/`,
    DATA_PATH_Train: `${root}/data/${first}/`,
    MODEL_PATH_Train: `${root}/models/${taskRun('prepare')}/`,
  });
  expect(prepare).not.toHaveProperty('CHECKPOINT_PATH');

  // Each trial has its own MODEL_PATH, and one CHECKPOINT_PATH from rung to rung.
  const attempts = run.entries('AttemptStarted').filter(({ trial }) => trial !== undefined);
  expect(attempts.map(({ trial, attempt }) => `${trial} ${attempt}`).slice(0, 1)).toEqual(['0_0_0 1']);
  const promoted = attempts.find(({ trial }) => trial?.startsWith('0_1_'))!;
  const configuration = promoted.trial!.replace('0_1_', '0_0_');
  expect(variables(run, promoted.name)).toMatchObject({
    MODEL_PATH: `${root}/models/${taskRun('train')}/${promoted.trial}/`,
    MODEL_PATH_Train: `${root}/models/${taskRun('train')}/${promoted.trial}/`,
    CHECKPOINT_PATH: `${root}/checkpoints/${taskRun('train')}/${configuration}/`,
    DATA_PATH_Prepare: `${root}/data/${first}/`,
    MODEL_PATH_Prepare: `${root}/models/${taskRun('prepare')}/`,
    MYELIN_TRIAL: promoted.trial,
  });
  const seen = run.text('checkpoints', taskRun('train'), configuration, 'seen').trim().split('\n');
  expect(seen.at(-1)).toBe(promoted.name);
  expect(seen.length).toBeGreaterThanOrEqual(2);

  // Trial arguments, and the same as JSON, numbers in the same text.
  const params = JSON.parse(variables(run, promoted.name)['MYELIN_PARAMS']!) as { x: number };
  expect(run.text('store', `args-${promoted.name}`)).toBe(`--config_id=${configuration} --x=${params.x} --budget=3\n`);

  // MODEL_PATH is emptied per attempt: what the failed one left is not found by the next.
  expect(attempts.map(({ name }) => run.text('store', `found-${name}`))).toEqual(attempts.map(() => ''));
  expect(attempts.map(({ trial, attempt }) => `${trial} ${attempt}`)).toContain('0_0_0 2');

  // Caused by a Lifecycle event: the data of the run that emitted it, and what Train made.
  const after = variables(run, `${taskRun('after', second)}-a1`);
  const winner = run.entries('TaskRunEnded').find(({ taskRun: id }) => id === taskRun('train'))!.model!;
  expect(after).toMatchObject({
    DATA_PATH: `${root}/data/${first}/`,
    MODEL_PATH: `${root}/models/${taskRun('after', second)}/`,
    DATA_PATH_Train: `${root}/data/${first}/`,
    MODEL_PATH_Train: `${root}/models/${winner}/`,
    TASK_TYPE: 'container',
  });
  expect(run.text('store', `args-${taskRun('after', second)}-a1`)).toBe(`--of=${root}/data/${first}/rows $(NAME)\n`);
});
