import type { KubeObject } from '../../../lib/runtime/kube/kube';
import { readinessOf } from '../../../lib/runtime/serving/readiness';

function deployment(status: object, generation = 2): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', generation },
    spec: { progressDeadlineSeconds: 900 },
    status: { observedGeneration: 2, ...status },
  };
}

function pod(container: object, conditions: readonly object[] = []): KubeObject {
  const status = { containerStatuses: [{ name: 'server', ...container }], conditions };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, status };
}

const PULL = 'see that the image exists and that imagePullSecrets let the namespace have it';
const crashed = (restartCount: number, message?: string) =>
  pod({
    restartCount,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { exitCode: 3, ...(message === undefined ? {} : { message }) } },
  });
const waiting = (reason: string, message: string) => pod({ state: { waiting: { reason, message } } });
const late = { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] };
const refused = {
  conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' }],
};

test.each<[string, KubeObject | undefined, readonly KubeObject[], object]>([
  ['that is not there', undefined, [], { state: 'waiting' }],
  ['with a pod that answers', deployment({ availableReplicas: 1 }), [], { state: 'ready' }],
  ['whose status is of before a change', deployment({ availableReplicas: 1 }, 3), [], { state: 'waiting' }],
  ['that starts', deployment({}), [pod({ state: { running: {} } })], { state: 'waiting' }],
  [
    'whose image nobody has',
    deployment({}),
    [waiting('ImagePullBackOff', 'not found')],
    {
      state: 'waiting',
      trouble: { reason: 'ImagePullBackOff', message: `container server: not found; ${PULL}` },
    },
  ],
  [
    'whose image cannot be',
    deployment({}),
    [waiting('InvalidImageName', 'bad reference')],
    { state: 'failed', why: 'has an image that cannot be: bad reference' },
  ],
  [
    'that ended twice',
    deployment({}),
    [crashed(2, 'a\nno module named x\n')],
    {
      state: 'waiting',
      trouble: { reason: 'CrashLoopBackOff', message: 'container server: it exited with 3: no module named x' },
    },
  ],
  [
    'that ended again and again',
    deployment({}),
    [crashed(3, 'no module named x\n')],
    { state: 'failed', why: 'gave up after 4 starts: it exited with 3: no module named x' },
  ],
  [
    'that fits on no node',
    deployment({}),
    [pod({}, [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }])],
    { state: 'waiting', trouble: { reason: 'Unschedulable', message: '0/1 nodes' } },
  ],
  [
    'whose pods are refused',
    deployment(refused),
    [],
    { state: 'waiting', trouble: { reason: 'FailedCreate', message: 'exceeded quota' } },
  ],
  [
    'whose time is over',
    deployment(late),
    [waiting('ErrImagePull', 'not found')],
    {
      state: 'failed',
      why: `did not come up within 900 s: ErrImagePull: container server: not found; ${PULL}`,
    },
  ],
])('a Deployment %s', (_, of, pods, expected) => expect(readinessOf(of, pods)).toEqual(expected));
