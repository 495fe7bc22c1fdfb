import { podTemplate, type PodShape } from '../../../lib/constructs/pod/pod-template';
import type { Manifest } from '../synthesize';

const labels = { app: 'x', 'myelin.io/version': 'at-rest' };
const shape: PodShape = {
  labels,
  container: 'task',
  image: 'registry.example.com/train:1',
  env: [],
  resources: {},
  readOnlyRoot: false,
  user: 10001,
  account: 'x-axon',
  patches: [],
};
const pod = (more: Partial<PodShape> = {}): Manifest => JSON.parse(JSON.stringify(podTemplate({ ...shape, ...more })));

test('a pod says this, and nothing else', () => {
  expect(pod()).toEqual({
    metadata: { labels },
    spec: {
      serviceAccountName: 'x-axon',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'task',
          image: 'registry.example.com/train:1',
          env: [],
          resources: {},
          terminationMessagePolicy: 'FallbackToLogsOnError',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
      ],
      volumes: [{ name: 'tmp', emptyDir: {} }],
    },
  });
});

test('an image with a digest is asked for at its registry, one with a tag as Kubernetes does it', () => {
  const policy = (image: string) => pod({ image }).spec.containers[0].imagePullPolicy;
  expect(policy('registry.example.com/train@sha256:0123')).toBe('Always');
  expect(policy('registry.example.com/train:1')).toBeUndefined();
});

describe('a pod that answers requests', () => {
  const serving = { app: 'x' };

  test('is kept from others like it, on nodes and over zones, as far as there is room', () => {
    expect(pod({ serving }).spec).toMatchObject({
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              podAffinityTerm: { labelSelector: { matchLabels: serving }, topologyKey: 'kubernetes.io/hostname' },
            },
          ],
        },
      },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'topology.kubernetes.io/zone',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: serving },
          matchLabelKeys: ['myelin.io/version'],
        },
      ],
    });
  });

  test('takes requests until everyone has heard that it goes, and ends when they are answered', () => {
    const { spec } = pod({ serving });
    expect(spec.terminationGracePeriodSeconds).toBe(45);
    expect(spec.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
  });

  test('goes where its author wants it, who may also say what it is kept from', () => {
    const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: [] };
    expect(pod({ serving, affinity: { podAntiAffinity } }).spec.affinity).toEqual({ podAntiAffinity });
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: {} };
    expect(pod({ serving, affinity: { nodeAffinity } }).spec.affinity).toMatchObject({
      nodeAffinity,
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100 }] },
    });
  });

  test('stays beside the store of one node all the same', () => {
    const store = { volume: { kind: 'claim', claim: 'x-store', oneNode: true }, readOnly: true } as const;
    expect(pod({ serving, store }).spec.affinity).toMatchObject({
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }] },
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100 }] },
    });
  });
});

test('the last word is the last patch', () => {
  const priority = (priorityClassName: string) => ({ spec: { priorityClassName } });
  const patched = pod({ patches: [priority('low'), undefined, priority('high')], annotations: { a: '1' } });
  expect(patched.spec.priorityClassName).toBe('high');
  expect(patched.metadata.annotations).toEqual({ a: '1' });
});
