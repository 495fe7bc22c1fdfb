import { endedAt, hasRun, mayRun, podEnd, runs } from '../../../lib/runtime/attempts/pod-end';
import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { RUNNING } from './attempts-cluster';

function pod(status: object, metadata: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, status };
}

const END = '2026-01-01T00:00:10Z';
const code = (terminated: object, name = 'task') => ({
  name,
  state: { terminated: { finishedAt: END, ...terminated } },
});
const succeeded = (...containers: object[]) => pod({ phase: 'Succeeded', containerStatuses: containers });
const failed = (status: object, metadata: object = {}) => pod({ phase: 'Failed', ...status }, metadata);

describe('how a pod ended', () => {
  test.each([
    ['Pending', {}],
    ['Running', RUNNING],
    [
      'Running, its code at its end and a sidecar not',
      { phase: 'Running', containerStatuses: [code({ exitCode: 0 })] },
    ],
    ['Unknown', { phase: 'Unknown' }],
  ])('%s: it has not', (_, status) => {
    expect(podEnd(pod(status))).toBeUndefined();
  });

  test.each(['task', 'tensorflow', 'spark-kubernetes-driver', 'store'])('the code of %s says it', (name) => {
    const sidecar = code({ exitCode: 3 }, 'istio-proxy');
    expect(podEnd(succeeded(sidecar, code({ exitCode: 0, message: '{"loss": 0.5}' }, name)))).toEqual({
      outcome: 'Succeeded',
      exitCode: 0,
      metrics: { loss: 0.5 },
    });
    expect(podEnd(failed({ containerStatuses: [sidecar, code({ exitCode: 2, message: 'a\nb\n' }, name)] }))).toEqual({
      outcome: 'Failed',
      exitCode: 2,
      message: 'b',
      metrics: {},
    });
  });

  test.each([
    [{ exitCode: 1, message: ' ' }, 'its log is empty'],
    [{ exitCode: 1, reason: 'Error', message: 'x' }, 'x'],
    [{ exitCode: 137, reason: 'OOMKilled', message: 'x' }, 'OOMKilled; x'],
    [{ exitCode: 139, signal: 11, message: 'x' }, 'ended by signal 11; x'],
    [{ exitCode: 1, message: 'y'.repeat(400) }, 'y'.repeat(300)],
    [{ exitCode: 1, message: '{"loss": 1}' }, 'its log is empty'],
    [{ exitCode: 1, message: '{"loss":' }, '{"loss":'],
  ])('code that failed says why (%#)', (terminated, message) => {
    expect(podEnd(failed({ containerStatuses: [code(terminated)] }))).toMatchObject({ outcome: 'Failed', message });
  });

  test('its own deadline is the fault of the code, and every other reason of a pod is not', () => {
    const containerStatuses = [code({ exitCode: 143, message: 'slow' })];
    expect(podEnd(failed({ reason: 'DeadlineExceeded', containerStatuses }))).toMatchObject({ outcome: 'Failed' });
    expect(podEnd(failed({ reason: 'NodeShutdown', containerStatuses }))).toEqual({
      outcome: 'Lost',
      message: 'NodeShutdown: its node says no more',
      metrics: {},
    });
  });

  test('one that failed before its code ran is Lost, in the words of the cluster', () => {
    expect(podEnd(failed({}))?.message).toBe('its pod failed before its code ran');
    expect(podEnd(failed({ message: 'no room' }))).toEqual({ outcome: 'Lost', message: 'no room', metrics: {} });
  });

  test('a claim that another Job has taken is Lost, and 75 of the code itself is the code', () => {
    const claim = { name: 'directories', state: { terminated: { exitCode: 75 } } };
    expect(podEnd(failed({ initContainerStatuses: [claim] }))).toMatchObject({
      outcome: 'Lost',
      message: 'another Job of it had been executed before',
    });
    expect(podEnd(failed({ containerStatuses: [code({ exitCode: 75 })] }))).toMatchObject({ outcome: 'Failed' });
    const other = { name: 'prepare', state: { terminated: { exitCode: 75, message: 'no' } } };
    expect(podEnd(failed({ initContainerStatuses: [other] }))).toMatchObject({
      outcome: 'Failed',
      message: 'init container prepare: no',
    });
  });

  test.each([
    ['before it was told to end', { deletionTimestamp: '2026-01-01T00:00:41Z' }, 'Succeeded'],
    ['in the second in which it was', { deletionTimestamp: '2026-01-01T00:00:40Z' }, 'Lost'],
    ['after it', { deletionTimestamp: '2026-01-01T00:00:39Z' }, 'Lost'],
  ])('code that ended with 0 %s', (_, metadata, outcome) => {
    const status = { phase: 'Succeeded', containerStatuses: [code({ exitCode: 0 })] };
    expect(podEnd(pod(status, { ...metadata, deletionGracePeriodSeconds: 30 }))?.outcome).toBe(outcome);
  });

  test('a disruption that has been called off counts for nothing', () => {
    const conditions = [{ type: 'DisruptionTarget', status: 'False', lastTransitionTime: '2026-01-01T00:00:01Z' }];
    const status = { phase: 'Succeeded', conditions, containerStatuses: [code({ exitCode: 0 })] };
    expect(podEnd(pod(status))?.outcome).toBe('Succeeded');
    const holds = [{ ...conditions[0], status: 'True', reason: 'EvictionByEvictionAPI', message: 'evicted' }];
    expect(podEnd(pod({ ...status, conditions: holds }))).toMatchObject({
      outcome: 'Lost',
      message: 'EvictionByEvictionAPI: evicted',
    });
  });
});

test('the code of a pod runs, may run, has run, and ended', () => {
  const facts = (one: KubeObject) => [runs(one), mayRun(one), hasRun(one), endedAt(one)];
  expect(facts(pod({ phase: 'Pending' }))).toEqual([false, true, false, '9999']);
  expect(facts(pod(RUNNING))).toEqual([true, true, false, '9999']);
  expect(facts(pod({ phase: 'Running', containerStatuses: [code({ exitCode: 0 })] }))).toEqual([
    false,
    true,
    true,
    END,
  ]);
  expect(facts(succeeded(code({ exitCode: 0 })))).toEqual([false, false, true, END]);
  expect(facts(failed({}))).toEqual([false, false, false, '9999']);
});
