import { outcomeOf } from '../../../lib/runtime/attempts/outcome-of';
import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { RUNNING, terminated } from './attempts-cluster';

function job(conditions: readonly object[] = [], spec: object = {}, kind = 'Job'): KubeObject {
  return { apiVersion: 'x', kind, metadata: { name: 'j', labels: {} }, spec, status: { conditions } };
}

function pod(status: object, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, status };
}

const is = (type: string, reason = '', message = '') => ({ type, status: 'True', reason, message });
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString().replace('.000', '');
const ended = (exitCode: number, second: number, message = '') => {
  const { phase, containerStatuses } = terminated(exitCode, message);
  const [{ state }] = containerStatuses as [(typeof containerStatuses)[number]];
  return {
    phase,
    containerStatuses: [{ name: 'task', state: { terminated: { ...state.terminated, finishedAt: at(second) } } }],
  };
};

describe('a pod', () => {
  const outcome = (status: object, metadata: object = {}) => outcomeOf(job(), [pod(status, metadata)]);

  test.each([
    [
      'evicted',
      { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' },
      'Evicted: The node was low on memory.',
    ],
    [
      'preempted',
      {
        ...ended(143, 5),
        conditions: [
          is('DisruptionTarget', 'PreemptionByScheduler', 'preempting to accommodate a higher priority pod'),
        ],
      },
      'PreemptionByScheduler: preempting to accommodate a higher priority pod',
    ],
    [
      'refused by its node',
      { phase: 'Failed', reason: 'OutOfcpu', message: 'Node had no cpu.' },
      'OutOfcpu: Node had no cpu.',
    ],
    [
      'of an attempt that was executed before',
      { phase: 'Failed', initContainerStatuses: [{ name: 'directories', state: { terminated: { exitCode: 75 } } }] },
      'another Job of it had been executed before',
    ],
    [
      'not started, since its node was ended meanwhile,',
      {
        phase: 'Failed',
        initContainerStatuses: [
          {
            name: 'directories',
            state: {
              terminated: { exitCode: 128, reason: 'StartError', message: 'failed to create: context canceled' },
            },
          },
        ],
      },
      'container directories: StartError; failed to create: context canceled',
    ],
    [
      'lost out of sight by its node',
      {
        phase: 'Failed',
        containerStatuses: [
          { name: 'task', state: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message: 'gone' } } },
        ],
      },
      'container task: ContainerStatusUnknown; gone',
    ],
  ])('that was %s is Lost', (_, status, message) => {
    expect(outcome(status)).toEqual({ phase: 'ended', outcome: 'Lost', message, metrics: {} });
  });

  test('that was told to end and ended with 0 is Lost; one that had ended before has Succeeded', () => {
    const metadata = { deletionTimestamp: at(40), deletionGracePeriodSeconds: 30 };
    expect(outcome(ended(0, 12), metadata)).toMatchObject({ outcome: 'Lost', message: 'its pod was deleted' });
    expect(outcome(ended(0, 8), metadata)).toMatchObject({ outcome: 'Succeeded' });
    expect(outcome(ended(1, 8), metadata)).toMatchObject({ outcome: 'Failed', exitCode: 1 });
  });

  test.each([
    ['{"loss": 0.5}', { outcome: 'Succeeded', exitCode: 0, metrics: { loss: 0.5 } }],
    ['', { outcome: 'Succeeded', exitCode: 0, metrics: {} }],
    [
      'rows 3',
      { outcome: 'Failed', exitCode: 0, message: 'what it left in MYELIN_RESULT is not one JSON object: rows 3' },
    ],
    ['{"myelin_result_file": "/x"}', { outcome: 'Succeeded', metrics: {}, message: expect.stringContaining('/x') }],
  ])('that ended with 0 and left %s', (message, expected) => {
    expect(outcome(ended(0, 1, message))).toMatchObject(expected);
  });

  test('that failed keeps the metrics that it left, else its message is the end of its log', () => {
    expect(outcome(ended(1, 1, '{"loss": 0.5}'))).toMatchObject({ outcome: 'Failed', metrics: { loss: 0.5 } });
    expect(outcome(ended(1, 1, 'a\nb\n'))).toMatchObject({ message: 'b', exitCode: 1 });
  });

  test('whose command is not there has Failed', () => {
    const message = 'exec: "nonsense": executable file not found in $PATH';
    const state = { terminated: { exitCode: 128, reason: 'StartError', message } };
    expect(outcome({ phase: 'Failed', containerStatuses: [{ name: 'task', state }] })).toMatchObject({
      outcome: 'Failed',
      exitCode: 128,
    });
  });

  test('whose init container failed says which', () => {
    const status = {
      phase: 'Failed',
      initContainerStatuses: [{ name: 'directories', state: { terminated: { exitCode: 1, message: 'EACCES' } } }],
    };
    expect(outcome(status)).toMatchObject({ outcome: 'Failed', message: 'init container directories: EACCES' });
  });
});

test('a Job that waits in a queue says so', () => {
  const queued = {
    ...job([], { suspend: true }),
    metadata: { name: 'j', labels: { 'kueue.x-k8s.io/queue-name': 'gpu' } },
  };
  expect(outcomeOf(queued, [])).toEqual({
    phase: 'waiting',
    trouble: { reason: 'Queued', message: 'it waits in the queue gpu' },
  });
});

test('a Job whose own deadline passed has failed, although its pod was deleted for it', () => {
  const late = job([is('FailureTarget', 'DeadlineExceeded', 'Job was active longer than specified deadline')]);
  const killed = pod(ended(143, 50), { deletionTimestamp: at(40), deletionGracePeriodSeconds: 30 });
  expect(outcomeOf(late, [killed])).toMatchObject({
    outcome: 'Failed',
    message: 'DeadlineExceeded: Job was active longer than specified deadline',
  });
});

test('a Job that is complete is looked at again with its pods as they are now, not as they were', () => {
  expect(outcomeOf(job([is('Complete')]), [pod(RUNNING)])).toEqual({ phase: 'ending' });
  expect(outcomeOf(job([is('Complete')]), [])).toMatchObject({
    outcome: 'Succeeded',
    message: expect.stringMatching(/^its pod is gone/),
  });
  expect(outcomeOf(job([is('Failed', 'BackoffLimitExceeded', 'too many')]), [])).toMatchObject({ outcome: 'Lost' });
});

describe('workers that train together', () => {
  const spec = { completions: 2 };
  const worker = (index: number, status: object) =>
    pod(status, { labels: { 'batch.kubernetes.io/job-completion-index': `${index}` } });

  test('have ended when their Job has, and the result is that of worker 0', () => {
    const pods = [worker(1, ended(0, 9, '{"loss": 2}')), worker(0, ended(0, 8, '{"loss": 1}'))];
    expect(outcomeOf(job([], spec), pods)).toEqual({ phase: 'finishing', since: at(9) });
    expect(outcomeOf(job([is('Complete')], spec), pods)).toMatchObject({ outcome: 'Succeeded', metrics: { loss: 1 } });
  });

  test('failed because of the first that did, not of those that were ended for it', () => {
    const pods = [worker(0, ended(143, 9, 'terminated')), worker(1, ended(1, 3, 'CUDA out of memory'))];
    expect(outcomeOf(job([is('Failed')], spec), pods)).toMatchObject({ exitCode: 1, message: 'CUDA out of memory' });
  });
});

test('a TFJob has the result of its chief', () => {
  const replica = (type: string, status: object) =>
    pod(status, { labels: { 'training.kubeflow.org/replica-type': type, 'training.kubeflow.org/replica-index': '0' } });
  const pods = [replica('worker', ended(0, 1, '{"loss": 2}')), replica('chief', ended(0, 1, '{"loss": 1}'))];
  expect(outcomeOf(job([is('Succeeded')], {}, 'TFJob'), pods)).toMatchObject({ metrics: { loss: 1 } });
});

test('a SparkApplication says by its state how it ended', () => {
  const spark = (state: string, errorMessage?: string) => ({
    ...job([], {}, 'SparkApplication'),
    status: { applicationState: { state, errorMessage } },
  });
  expect(outcomeOf(spark('SUBMITTED'), [])).toEqual({ phase: 'waiting' });
  expect(outcomeOf(spark('COMPLETED'), [])).toMatchObject({ outcome: 'Succeeded' });
  expect(outcomeOf(spark('FAILED', 'driver container failed'), [])).toMatchObject({
    outcome: 'Failed',
    message: 'driver container failed',
  });
});
