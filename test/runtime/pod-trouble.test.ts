import {
  containersOf,
  howItEnded,
  podTrouble,
  type ContainerStatus,
  type PodSeen,
} from '../../lib/runtime/pod-trouble';

function pod(status: PodSeen['status'] = {}): PodSeen {
  return { metadata: { name: 'p' }, status };
}

/** A pod with one container that waits. */
function waits(reason: string, message?: string, lastState: ContainerStatus['lastState'] = {}): PodSeen {
  const waiting = message === undefined ? { reason } : { reason, message };
  return pod({ containerStatuses: [{ name: 'task', state: { waiting }, lastState }] });
}

describe('what keeps a pod', () => {
  test.each<[string, PodSeen]>([
    ['that says nothing yet', { metadata: { name: 'p' } }],
    ['whose container is being created', waits('ContainerCreating')],
    ['whose init containers run', waits('PodInitializing')],
    ['that runs', pod({ containerStatuses: [{ name: 'task', state: { running: {} } }] })],
    ['that a node has taken', pod({ conditions: [{ type: 'PodScheduled', status: 'True' }] })],
    [
      'that is not ready',
      pod({ conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'wait' }] }),
    ],
  ])('%s: nothing but time', (_, seen) => {
    expect(podTrouble(seen)).toBeUndefined();
  });

  test.each<[string, PodSeen, string, string]>([
    [
      'that no node takes',
      pod({
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes: 1 Insufficient cpu.' },
        ],
      }),
      'Unschedulable',
      '0/1 nodes: 1 Insufficient cpu.',
    ],
    [
      'that no node takes, nobody says why',
      pod({ conditions: [{ type: 'PodScheduled', status: 'False' }] }),
      'Unschedulable',
      'no node takes its pod',
    ],
    [
      'whose image is pulled in vain',
      waits('ErrImagePull', 'not found'),
      'ErrImagePull',
      'container task: not found; see that the image exists and that imagePullSecrets let the namespace have it',
    ],
    [
      'whose node has no image',
      waits('ErrImageNeverPull'),
      'ErrImageNeverPull',
      'container task: ErrImageNeverPull; the node must have the image, or be allowed to pull it',
    ],
    [
      'whose image has no name',
      waits('InvalidImageName', 'invalid reference format'),
      'InvalidImageName',
      'container task: invalid reference format; the name of the image is none',
    ],
    [
      'whose Secret is not there',
      waits('CreateContainerConfigError', 'secret "keys" not found'),
      'CreateContainerConfigError',
      'container task: secret "keys" not found; a ConfigMap or Secret that its environment names is missing',
    ],
    [
      'that ends over and over',
      waits('CrashLoopBackOff', 'back-off 10s restarting failed container', {
        terminated: { exitCode: 3, message: 'Traceback\nValueError: no data\n' },
      }),
      'CrashLoopBackOff',
      'container task: it exited with 3: ValueError: no data',
    ],
    [
      'that ends over and over, nobody says how',
      waits('CrashLoopBackOff'),
      'CrashLoopBackOff',
      'container task: it exited with an unknown code',
    ],
    [
      'of whose reason nothing is known',
      waits('RunContainerError', 'no such device'),
      'RunContainerError',
      'container task: no such device',
    ],
  ])('%s', (_, seen, reason, message) => {
    expect(podTrouble(seen)).toEqual({ reason, message });
  });

  test('is what the container that starts first waits for, and only what no node takes comes before', () => {
    const status = {
      initContainerStatuses: [{ name: 'directories', state: { waiting: { reason: 'Early', message: 'first' } } }],
      containerStatuses: [{ name: 'task', state: { waiting: { reason: 'Late', message: 'second' } } }],
    };
    expect(containersOf(pod(status)).map(({ name }) => name)).toEqual(['directories', 'task']);
    expect(podTrouble(pod(status))).toEqual({ reason: 'Early', message: 'container directories: first' });
    expect(podTrouble(pod({ ...status, conditions: [{ type: 'PodScheduled', status: 'False' }] }))).toEqual({
      reason: 'Unschedulable',
      message: 'no node takes its pod',
    });
  });
});

test.each([
  [{ exitCode: 1 }, 'it exited with 1'],
  [{ exitCode: 1, message: '\n' }, 'it exited with 1'],
  [{ exitCode: 1, message: 'one\n  two  \n\n' }, 'it exited with 1: two'],
  [{ exitCode: 137, reason: 'OOMKilled' }, 'it was killed for its memory'],
  [{ exitCode: 137, reason: 'OOMKilled', message: 'epoch 3' }, 'it was killed for its memory: epoch 3'],
  [undefined, 'it exited with an unknown code'],
])('a container that ended with %j: %s', (terminated, words) => {
  expect(howItEnded(terminated)).toBe(words);
});
