import { App } from 'cdk8s';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { addCharts } from '../../apps/main';
import { podOf, synthesizeFile, synthesizeSpec, type Manifest } from '../constructs/synthesize';
import { kubectl, mustKubectl } from './kubectl';
import { runtimeRoutes } from './runtime-routes';

const { KUBECONFIG, MYELIN_CRDS, MYELIN_CORPUS } = process.env;
const fixtures = 'test/fixtures/axons';
const namespace = `myelin-synth-${process.pid}`;

/** The custom resources that axons may need, by the files of the folder that MYELIN_CRDS names. */
const CRD_FILES = ['istio.yaml', 'kubeflow.yaml', 'spark.yaml'];

/** Those that a cluster had not before are taken away again: Istio begins to look at routes of Gateway API as soon as it can. */
const PASSING_CRDS = ['gateway-api.yaml', 'prometheus-operator.yaml'];
const passing: string[] = [];

const skipped = [
  ...(KUBECONFIG === undefined ? ['KUBECONFIG is not set: nothing was submitted to an API server'] : []),
  ...(MYELIN_CRDS === undefined ? ['MYELIN_CRDS is not set: the cluster must have the CRDs already'] : []),
  ...(MYELIN_CORPUS === undefined ? ['MYELIN_CORPUS is not set: no published axon was submitted'] : []),
];
afterAll(() => skipped.forEach((reason) => process.stderr.write(`SKIPPED: ${reason}\n`)));

function axonFiles(folder: string | undefined): readonly string[] {
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== NOT_FOR_A_CLUSTER)
    .map((file) => join(folder, file));
}

function appFolders(): readonly string[] {
  return readdirSync('apps', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join('apps', name));
}

function appObjects(): readonly Manifest[] {
  const app = new App();
  addCharts(app, 'apps');
  return app.charts.flatMap((chart) => chart.toJson() as Manifest[]);
}

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

/** The objects in the test's own namespace, whichever the axon names. */
function moved(objects: readonly Manifest[]): readonly Manifest[] {
  return objects.map((object) =>
    object['metadata'].namespace === undefined ? object : { ...object, metadata: { ...object['metadata'], namespace } },
  );
}

const small = join(fixtures, 'small.yaml');

/** Says every key of the language, with values that Kubernetes knows nothing of. */
const NOT_FOR_A_CLUSTER = 'whole.yaml';

const sources: readonly (readonly [name: string, objects: () => readonly Manifest[]])[] = [
  ['the apps', appObjects],
  ['small.yaml with Gateway API', () => synthesizeFile(small, { mesh: 'gateway-api', domain: 'example.com' }).objects],
  ['small.yaml with a PodMonitor', () => synthesizeFile(small, { monitoring: 'pod-monitor' }).objects],
  ['a server that scales', () => synthesizeSpec(SCALED).objects],
  ['a distributed training', () => synthesizeSpec(DISTRIBUTED).objects],
  ...[fixtures, ...appFolders(), MYELIN_CORPUS]
    .flatMap(axonFiles)
    .map(
      (file) =>
        [
          join(basename(dirname(file)), basename(file)),
          () => synthesizeFile(file, { domain: 'example.com' }).objects,
        ] as const,
    ),
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

const onCluster = KUBECONFIG === undefined ? describe.skip : describe;

onCluster('a real API server', () => {
  // The apps are told what they should mend; here only the answer of the cluster matters.
  beforeAll(() => void jest.spyOn(console, 'warn').mockImplementation());
  beforeAll(() => {
    for (const file of MYELIN_CRDS === undefined ? [] : CRD_FILES) {
      mustKubectl(['apply', '--server-side', '--force-conflicts', '-f', join(MYELIN_CRDS!, file)]);
    }
    for (const file of MYELIN_CRDS === undefined ? [] : PASSING_CRDS) {
      const crds = join(MYELIN_CRDS!, file);
      if (kubectl(['get', '-f', crds]).code === 0) continue;
      mustKubectl(['create', '-f', crds]);
      passing.push(crds);
    }
    mustKubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
    const labels = {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    };
    mustKubectl(
      ['create', '-f', '-'],
      [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } }],
    );
  }, 120_000);

  afterAll(() => {
    kubectl(['delete', 'namespace', namespace, '--wait=false']);
    for (const crds of passing) kubectl(['delete', '-f', crds, '--wait=false']);
  });

  test.each(sources)(
    'admits every object of %s, without a warning',
    (_, objects) => {
      const all = objects();
      expect(all.length).toBeGreaterThan(0);
      const answer = kubectl(['apply', '--dry-run=server', '-n', namespace, '-f', '-'], moved(all));
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
    const [, template] = podTemplates(synthesizeFile(join(fixtures, 'small.yaml')).objects)[0]!;
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

test(KUBECONFIG === undefined ? 'SKIPPED: KUBECONFIG is not set' : 'a cluster was asked', () => {
  expect(sources.length).toBeGreaterThan(1);
});
