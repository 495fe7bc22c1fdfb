import { join } from 'node:path';
import { podOf, synthesizeFile, synthesizeSpec, type Manifest } from '../constructs/synthesize';
import { kubectl, mustKubectl } from './kubectl';
import { ensureCrds, onCluster, removeCrds } from './requirements';
import { runtimeRoutes } from './runtime-routes';
import { FIXTURES, movedTo, publishedSources, type Source } from './sources';
import { createNamespace, deleteNamespace } from './test-namespace';

const namespace = `myelin-synth-${process.pid}`;

/**
 * Custom resources that the cluster had not before, and that are taken away again: Istio looks at routes of Gateway API as soon
 * as it can, and another suite needs a kind that is not installed.
 */
let passing: readonly string[] = [];

/** Whatever the cluster would make pods of. */
function podTemplates(objects: readonly Manifest[]): readonly (readonly [name: string, template: Manifest])[] {
  return objects.flatMap((object): [string, Manifest][] => {
    const name = `${object['kind']} ${object['metadata'].name}`;
    switch (object['kind']) {
      case 'CronJob':
      case 'Deployment':
        return [[name, podOf(object)]];
      case 'TFJob':
        return Object.entries<Manifest>(object['spec'].tfReplicaSpecs).map(([role, replica]) => [
          `${name} ${role}`,
          replica['template'],
        ]);
      default:
        return [];
    }
  });
}

const small = join(FIXTURES, 'small.yaml');

const sources: readonly Source[] = [
  ['small.yaml with Gateway API', () => synthesizeFile(small, { mesh: 'gateway-api', domain: 'example.com' }).objects],
  [
    'small.yaml with a certificate',
    () => synthesizeFile(small, { domain: 'example.com', tls: { secretName: 'models-tls' } }).objects,
  ],
  [
    'small.yaml with a certificate and Gateway API',
    () =>
      synthesizeFile(small, { mesh: 'gateway-api', domain: 'example.com', tls: { secretName: 'models-tls' } }).objects,
  ],
  ['small.yaml with a PodMonitor', () => synthesizeFile(small, { monitoring: 'pod-monitor' }).objects],
  ['a server that scales', () => synthesizeSpec(SCALED).objects],
  ['a distributed training', () => synthesizeSpec(DISTRIBUTED).objects],
  ...publishedSources('example.com'),
];

/** Of every kind of target. */
const SCALED = {
  tasks: [
    'cpu <= 60%',
    'p99 <= 50ms',
    { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } },
  ].map((target, index) => ({ name: `S${index}`, deploy: { image: 'i', queue: 'q', scaling: { max: 3, target } } })),
};

const DISTRIBUTED = {
  tasks: [
    { name: 'T', train: { image: 'i', distributed: { workers: 3 }, resources: { requests: { 'nvidia.com/gpu': 1 } } } },
  ],
};

/** What makes this suite smaller than it is meant to be. */
const absent = [
  ...(process.env['MYELIN_CRDS'] === undefined
    ? ['MYELIN_CRDS is not set: the cluster must have the CRDs already']
    : []),
  ...(process.env['MYELIN_CORPUS'] === undefined ? ['MYELIN_CORPUS is not set: no published axon was submitted'] : []),
];
afterAll(() => absent.forEach((reason) => process.stderr.write(`SKIPPED: ${reason}\n`)));

onCluster('a real API server', ['cluster'], () => {
  // The apps are told what they should mend; here only the answer of the cluster matters.
  beforeAll(() => void jest.spyOn(console, 'warn').mockImplementation());
  beforeAll(() => {
    passing = ensureCrds('gateway-api.yaml', 'prometheus-operator.yaml', 'kubeflow.yaml', 'spark.yaml');
    ensureCrds('istio.yaml');
    createNamespace(namespace, { injected: false });
  }, 120_000);

  afterAll(() => {
    deleteNamespace(namespace);
    removeCrds(passing);
  }, 200_000);

  test.each(sources)(
    'admits every object of %s, without a warning',
    (_, objects) => {
      const all = objects();
      expect(all.length).toBeGreaterThan(0);
      const answer = kubectl(['apply', '--dry-run=server', '-n', namespace, '-f', '-'], movedTo(namespace, all));
      expect({ code: answer.code, stderr: answer.stderr }).toEqual({ code: 0, stderr: '' });
      expect(answer.stdout.trim().split('\n')).toHaveLength(all.length);
    },
    60_000,
  );

  test.each(sources)(
    'admits every pod of %s where Pod Security enforces restricted',
    (_, objects) => {
      const templates = podTemplates(objects());
      if (templates.length === 0) return;
      const accounts = new Set(templates.map(([, { spec }]) => spec.serviceAccountName as string));
      mustKubectl(
        ['apply', '-n', namespace, '-f', '-'],
        [...accounts].map((name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } })),
      );
      const pods = templates.map(([, { metadata, spec }], index) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...metadata, name: `pod-${index}` },
        spec,
      }));
      const answer = kubectl(['create', '--dry-run=server', '-n', namespace, '-f', '-'], pods);
      expect({ code: answer.code, stderr: answer.stderr }).toEqual({ code: 0, stderr: '' });
      expect(answer.stdout.trim().split('\n')).toHaveLength(pods.length);
    },
    60_000,
  );

  test('refuses a pod that a patch has made privileged, so the test above can fail', () => {
    const [, template] = podTemplates(synthesizeFile(small).objects)[0]!;
    const spec = { ...template['spec'], serviceAccountName: 'default', hostNetwork: true };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'forbidden' }, spec };
    const answer = kubectl(['create', '--dry-run=server', '-n', namespace, '-f', '-'], [pod]);
    expect(answer.stderr).toMatch(/violates PodSecurity "restricted.*host namespaces/);
  });

  test('admits every route that the runtime writes', () => {
    const routes = runtimeRoutes();
    const answer = kubectl(['apply', '--dry-run=server', '-n', namespace, '-f', '-'], routes);
    expect({ code: answer.code, stderr: answer.stderr }).toEqual({ code: 0, stderr: '' });
    expect(answer.stdout.trim().split('\n')).toHaveLength(routes.length);
  });
});
