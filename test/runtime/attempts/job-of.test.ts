import { knownAttempt } from '../../../lib/engine/attempt-facts';
import type { WantedAttempt } from '../../../lib/engine/ports';
import { attemptObjectName, jobOf } from '../../../lib/runtime/attempts/job-of';
import { shapeOf } from '../../../lib/runtime/attempts/shape-at-rest';
import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { Simulation } from '../../engine/simulation';

const OWNER = { apiVersion: 'v1', kind: 'ConfigMap', name: 'words-axon', uid: 'u1' };

/** The axon `words`, whose start sensor does this task. */
const axon = (task: string, action: string, name = 'words') => `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: ${name}, labels: {team: nlp}}
spec:
  tasks:
    - ${task}
  sensors:
    - {name: start, tasks: [${action}]}
`;

const TFJOB = `name: Fit
      train:
        image: fit:1
        env: [{name: TF_CPP_MIN_LOG_LEVEL, value: '1'}]
        tfJobSpec:
          tfReplicaSpecs: {Worker: {replicas: 2, template: {spec: {containers: [{name: tensorflow}]}}}}`;
const TUNED = `${TFJOB}
        lossMetric: loss
        metrics: [{name: loss}]
        hpTuning:
          optimiser: RandomSearch
          minBudget: 1
          maxBudget: 1
          params: [{name: lr, type: UniformFloat, numerical: {lower: 0.1, upper: 0.9}}]`;
const SPARK = `name: Count
      spark: {image: 'spark:3.5', sparkSpec: {class: Count, applicationFile: 'local:///count.jar'}}`;
const TRAIN = '{trainer: {task: Fit}}';
const EXECUTE = '{resourceExecutor: {task: Count}}';

/** The first attempt of an axon, and the object that it is copied to. */
function copied(yaml: string, object: Pick<KubeObject, 'apiVersion' | 'spec'>, more: Partial<WantedAttempt> = {}) {
  const simulation = new Simulation(yaml);
  const { state } = simulation.loop;
  const attempt = { ...simulation.loop.wanted().attempts[0]!, ...more };
  const known = knownAttempt(state, (hash) => simulation.axon(hash), attempt);
  if (typeof known === 'string') throw new Error(known);
  const shape = shapeOf(known.axon.name, known.action.task, attempt);
  const labels = {
    'app.kubernetes.io/part-of': 'myelin',
    'myelin.io/axon': 'words',
    'kueue.x-k8s.io/queue-name': 'gpu',
    team: 'nlp',
    // By it Argo CD would take the copy for something that is not in git any more.
    'argocd.argoproj.io/instance': 'prod',
  };
  const rest: KubeObject = { ...object, kind: shape.kind, metadata: { name: shape.name, labels } };
  const parts = { shape, object: rest, attempt, known, owner: OWNER, execution: 'e1' };
  return { job: jobOf(parts), attempt, known, facts: known.facts };
}

const said = (env: readonly { readonly name: string; readonly value?: string }[]) =>
  env.map(({ name, value }) => `${name}=${value ?? ''}`);

const STORE = '/var/lib/myelin/store/';

describe('a TFJob', () => {
  const pod = (name: string) => ({
    metadata: { labels: { role: name } },
    spec: {
      initContainers: [{ name: 'directories', env: [{ name: 'MYELIN_STORE', value: 'at rest' }] }],
      containers: [
        { name: 'tensorflow', args: ['fit.py'], env: [{ name: 'TF_CPP_MIN_LOG_LEVEL', value: '1' }] },
        { name: 'beside', env: [{ name: 'A', value: 'b' }] },
      ],
    },
  });
  const rest = {
    apiVersion: 'kubeflow.org/v1',
    kind: 'TFJob',
    spec: {
      runPolicy: { suspend: true, backoffLimit: 0 },
      tfReplicaSpecs: {
        PS: { replicas: 1, template: pod('ps') },
        Worker: { replicas: 2, template: pod('worker') },
      },
    },
  };

  test('of an attempt is the one at rest, not suspended; pods of each role know whose they are', () => {
    const { job, attempt, facts } = copied(axon(TFJOB, TRAIN), rest);
    const { run, taskRun } = facts;
    const who = { 'myelin.io/run': run, 'myelin.io/task-run': taskRun, 'myelin.io/attempt': attempt.name };
    expect(job.metadata).toEqual({
      name: `words-${attempt.name}`,
      labels: {
        'app.kubernetes.io/part-of': 'myelin',
        'myelin.io/axon': 'words',
        'kueue.x-k8s.io/queue-name': 'gpu',
        team: 'nlp',
        ...who,
      },
      ownerReferences: [OWNER],
    });
    const { runPolicy, tfReplicaSpecs, ...others } = job['spec'];
    expect([job.apiVersion, job.kind, runPolicy, others]).toEqual([
      'kubeflow.org/v1',
      'TFJob',
      { suspend: false, backoffLimit: 0 },
      {},
    ]);
    for (const [role, replicas, label] of [
      ['PS', 1, 'ps'],
      ['Worker', 2, 'worker'],
    ] as const) {
      const { template, ...keys } = tfReplicaSpecs[role];
      const [directories] = template.spec.initContainers;
      const [task, beside] = template.spec.containers;
      expect(keys).toEqual({ replicas });
      expect(template.metadata.labels).toEqual({ role: label, ...who });
      expect(beside).toEqual(pod(label).spec.containers[1]);
      expect(task.args).toEqual(['fit.py']);
      expect(said(task.env)).toEqual([
        `DATA_PATH=${STORE}data/${run}/`,
        `MODEL_PATH=${STORE}models/${taskRun}/`,
        'AXON_NAME=words',
        `TASK_ID=${taskRun}`,
        'TASK_TYPE=train',
        `DATA_PATH_Fit=${STORE}data/${run}/`,
        `MODEL_PATH_Fit=${STORE}models/${taskRun}/`,
        'TF_CPP_MIN_LOG_LEVEL=1',
        'MYELIN_AXON=words',
        `MYELIN_RUN=${run}`,
        'MYELIN_TASK=Fit',
        `MYELIN_ATTEMPT=${attempt.name}`,
        `MYELIN_STORE=${STORE}store/`,
        'MYELIN_URL=http://myelin-runtime:8080/axons/words/',
      ]);
      expect(said(directories.env)).toEqual([
        `DATA_PATH=${STORE}data/${run}/`,
        `MODEL_PATH=${STORE}models/${taskRun}/`,
        `MYELIN_STORE=${STORE}store/`,
        `MYELIN_ATTEMPT=${attempt.name}`,
        `MYELIN_CLAIM=${STORE}attempts/${attempt.name}`,
        'MYELIN_EXECUTION=e1',
      ]);
    }
  });

  test('of a trial has its arguments, model and checkpoint in the pods of each role', () => {
    const { job, attempt, facts } = copied(axon(TUNED, TRAIN), rest);
    const { id, configId, budget, params } = attempt.trial!;
    for (const { template } of Object.values<{ template: ReturnType<typeof pod> }>(job['spec'].tfReplicaSpecs)) {
      const [task] = template.spec.containers;
      expect(task!.args).toEqual([
        'fit.py',
        `--config_id=${configId}`,
        `--lr=${String(params['lr'])}`,
        `--budget=${budget}`,
      ]);
      const environment = said(task!.env);
      expect(environment).toContain(`MODEL_PATH=${STORE}models/${facts.taskRun}/${id}/`);
      expect(environment).toContain(`CHECKPOINT_PATH=${STORE}checkpoints/${facts.taskRun}/${configId}/`);
      expect(environment).toContain(`MYELIN_TRIAL=${id}`);
      expect(template.metadata.labels).toMatchObject({ 'myelin.io/trial': id });
    }
  });

  test('has a name that leaves room for what its operator adds, and is the same every time', () => {
    const { known, attempt } = copied(axon(TFJOB, TRAIN, 'a-name-for-the-axon-as-long-as-it-may-be'), rest);
    const name = attemptObjectName(known.axon.name, known.action.task, attempt);
    expect(name).toMatch(/^a-name-for-the-axon-as-long-as-it-may-be-[0-9a-f]{8}$/);
    expect(`${name}-evaluator-000`.length).toBeLessThanOrEqual(63);
    expect(attemptObjectName(known.axon.name, known.action.task, attempt)).toBe(name);
  });
});

describe('a Spark application', () => {
  const rest = {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    spec: {
      suspend: true,
      mode: 'cluster',
      arguments: ['in', 'out'],
      driver: {
        cores: 1,
        labels: { role: 'driver' },
        env: [{ name: 'SPARK', value: '$(HOME)/spark' }],
        initContainers: [{ name: 'directories' }, { name: 'other' }],
      },
      executor: { instances: 4 },
    },
  };

  test('of an attempt is the one at rest, not suspended; driver and executors know whose they are', () => {
    const { job, attempt, facts } = copied(axon(SPARK, EXECUTE), rest);
    const { run, taskRun } = facts;
    const who = { 'myelin.io/run': run, 'myelin.io/task-run': taskRun, 'myelin.io/attempt': attempt.name };
    const { driver, executor, ...others } = job['spec'];
    expect([job.apiVersion, job.kind, job.metadata.name]).toEqual([
      'sparkoperator.k8s.io/v1beta2',
      'SparkApplication',
      `words-${attempt.name}`,
    ]);
    expect(others).toEqual({ suspend: false, mode: 'cluster', arguments: ['in', 'out'] });
    const common = [
      `DATA_PATH=${STORE}data/${run}/`,
      `MODEL_PATH=${STORE}models/${taskRun}/`,
      'AXON_NAME=words',
      `TASK_ID=${taskRun}`,
      'TASK_TYPE=spark',
      `DATA_PATH_Count=${STORE}data/${run}/`,
      `MODEL_PATH_Count=${STORE}models/${taskRun}/`,
    ];
    const loop = [
      'MYELIN_AXON=words',
      `MYELIN_RUN=${run}`,
      'MYELIN_TASK=Count',
      `MYELIN_ATTEMPT=${attempt.name}`,
      `MYELIN_STORE=${STORE}store/`,
      'MYELIN_URL=http://myelin-runtime:8080/axons/words/',
    ];
    expect(driver.labels).toEqual({ role: 'driver', ...who });
    expect(said(driver.env)).toEqual([...common, 'SPARK=$(HOME)/spark', ...loop]);
    expect(executor.labels).toEqual(who);
    expect(said(executor.env)).toEqual([...common, ...loop]);
    expect([driver.cores, executor.instances]).toEqual([1, 4]);
  });

  test('makes the directories before its driver, and executors have none to make', () => {
    const { job, attempt } = copied(axon(SPARK, EXECUTE), rest);
    const { driver, executor } = job['spec'];
    const [directories, other] = driver.initContainers;
    expect(said(directories.env)).toContain(`MYELIN_CLAIM=${STORE}attempts/${attempt.name}`);
    expect(other).toEqual({ name: 'other' });
    expect(executor).not.toHaveProperty('initContainers');
  });

  test('has a name that leaves room for the Service of its driver', () => {
    const { job } = copied(axon(SPARK, EXECUTE, 'a-name-for-the-axon-as-long-as-it-may-be'), rest);
    expect(`${job.metadata.name}-driver-svc`.length).toBeLessThanOrEqual(63);
  });
});

test('data of a run are copied by the Job that looks after the store, whatever the task is', () => {
  const containers = [{ name: 'store', args: ['sweep'], env: [{ name: 'HOME', value: '/tmp' }] }];
  const rest = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    spec: {
      jobTemplate: {
        metadata: { labels: { 'myelin.io/axon': 'words' } },
        spec: { template: { spec: { containers } } },
      },
    },
  };
  const { job, attempt, facts } = copied(axon(TFJOB, TRAIN), rest, { copyData: { from: 'run-1', to: 'run-2' } });
  const [store] = job['spec'].template.spec.containers;
  expect([job.apiVersion, job.kind, job.metadata.name]).toEqual(['batch/v1', 'Job', `words-${attempt.name}`]);
  expect(store.args).toEqual(['copy-data']);
  expect(said(store.env)).toEqual([
    'HOME=/tmp',
    `MYELIN_COPY_FROM=${STORE}data/run-1/`,
    `MYELIN_COPY_TO=${STORE}data/run-2/`,
  ]);
  expect(job['spec'].template.metadata.labels).toMatchObject({ 'myelin.io/task-run': facts.taskRun });
});
