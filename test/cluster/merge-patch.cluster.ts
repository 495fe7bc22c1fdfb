import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergePatch } from '../../lib/constructs/pod/merge-patch';
import { podTemplate } from '../../lib/constructs/pod/pod-template';
import { kubectl } from './kubectl';

/** `kubectl patch --local` asks no server. */
const absent = spawnSync('kubectl', ['version', '--client']).error !== undefined;
if (absent) process.stderr.write('SKIPPED: there is no kubectl to compare strategic merges with\n');

const template = podTemplate({
  labels: { app: 'x' },
  container: 'task',
  image: 'train:1',
  args: ['--fast', '--quiet'],
  env: [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
  ],
  resources: { limits: { cpu: '1', memory: '1Gi' } },
  tolerations: [{ key: 'gpu' }],
  nodeSelector: { disk: 'ssd' },
  imagePullSecrets: [{ name: 'one' }],
  ports: [{ name: 'http', containerPort: 80 }],
  readOnlyRoot: false,
  user: 10001,
  account: 'x',
  serving: { app: 'x' },
  patches: [],
});
const pod = JSON.parse(
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    ...template,
    metadata: { ...(template['metadata'] as object), name: 'x' },
  }),
) as object;

const container = (keys: object) => ({ spec: { containers: [{ name: 'task', ...keys }] } });

(absent ? describe.skip : describe)('a strategic merge is what kubectl makes of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-merge-'));
  const file = join(folder, 'pod.json');
  beforeAll(() => writeFileSync(file, JSON.stringify(pod)));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[string, object]>([
    ['labels and annotations', { metadata: { labels: { team: 'a' }, annotations: { b: 'c' } } }],
    ['a key that is taken away', { spec: { nodeSelector: null, priorityClassName: 'high' } }],
    ['an object that is replaced', { spec: { nodeSelector: { $patch: 'replace', gpu: 'yes' } } }],
    [
      'a variable',
      container({
        env: [
          { name: 'B', value: '3' },
          { name: 'C', value: '4' },
        ],
      }),
    ],
    ['a variable that is taken away', container({ env: [{ name: 'A', $patch: 'delete' }] })],
    [
      'a variable from a Secret',
      container({ env: [{ name: 'A', value: null, valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }),
    ],
    ['arguments', container({ args: ['--slow'] })],
    ['a limit', container({ resources: { limits: { memory: '2Gi' }, requests: { cpu: '1' } } })],
    ['a port', container({ ports: [{ containerPort: 80, name: 'web' }, { containerPort: 90 }] })],
    [
      'a mount',
      container({
        volumeMounts: [
          { mountPath: '/tmp', readOnly: true },
          { name: 'more', mountPath: '/more' },
        ],
      }),
    ],
    ['a security context', container({ securityContext: { readOnlyRootFilesystem: true } })],
    ['capabilities', container({ securityContext: { capabilities: { drop: ['NET_RAW'] } } })],
    ['another container', { spec: { containers: [{ name: 'proxy', image: 'envoy' }] } }],
    ['containers that are replaced', { spec: { containers: [{ $patch: 'replace' }, { name: 'b', image: 'c' }] } }],
    ['tolerations', { spec: { tolerations: [{ key: 'spot' }] } }],
    [
      'volumes',
      {
        spec: {
          volumes: [
            { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
            { name: 'more', emptyDir: {} },
          ],
        },
      },
    ],
    ['a pull secret', { spec: { imagePullSecrets: [{ name: 'two' }] } }],
    ['a host alias', { spec: { hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }] } }],
    ['affinity', { spec: { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } } } }],
    ['zones', { spec: { topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 2 }] } }],
  ])('%s', (_, patch) => {
    const args = ['patch', '--local', '-f', file, '--type', 'strategic', '-o', 'json', '-p', JSON.stringify(patch)];
    const { code, stdout, stderr } = kubectl(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(sorted(mergePatch(pod, patch))).toEqual(sorted(withoutStatus(JSON.parse(stdout))));
  });
});

/** kubectl adds an empty status. */
function withoutStatus(made: Record<string, unknown>): unknown {
  const { status: _, ...kept } = made;
  return kept;
}

/** kubectl puts merged items before or after the others; the order of such lists means nothing to Kubernetes. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    const plain = items.every((item) => typeof item === 'object');
    return plain ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
