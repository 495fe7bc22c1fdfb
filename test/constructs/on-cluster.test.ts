import { App, Chart } from 'cdk8s';
import { readFileSync } from 'node:fs';
import { Axon, AxonRuntime, AxonStore, Cluster, ContainerTask, Image, type AxonOptions } from '../../lib/constructs';
import { readClusterFacts, type ClusterFacts } from '../../lib/spec/cluster-facts';
import { clusterFacts } from '../../lib/spec/schema/cluster';
import { MESH_KEYS, OUTPUT_KEYS } from '../fixtures/clusters/keys';
import { podOf, synthesizeFile, synthesizeSpec, type Manifest } from './synthesize';

const CLOUDS = ['eks', 'aks', 'gke'] as const;
type Cloud = (typeof CLOUDS)[number];

const fileOf = (cloud: Cloud) => `test/fixtures/clusters/${cloud}.json`;
const onCloud = (cloud: Cloud) => Cluster.fromFile(fileOf(cloud));
const factsOf = (cloud: Cloud) => readClusterFacts(readFileSync(fileOf(cloud), 'utf8'), fileOf(cloud)).facts!;
const silent: AxonOptions = { onWarnings: () => undefined };

/** Digits and its runtime for one cluster. */
function digits(cluster: Cluster): readonly Manifest[] {
  const app = new App();
  const chart = new Chart(app, 'digits', { namespace: 'digits' });
  new AxonRuntime(chart, 'runtime', { cluster, onWarnings: () => undefined });
  Axon.allFromYaml(chart, 'apps/digits/axon.yaml', { ...silent, cluster });
  return app.charts.flatMap((one) => one.toJson() as Manifest[]);
}

/** Every place at which values differ, without the numbers of lists. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const both = [a, b].every((one) => typeof one === 'object' && one !== null);
  if (!both || Array.isArray(a) !== Array.isArray(b)) return [path];
  const [x, y] = [a, b] as Record<string, unknown>[];
  const keys = [...new Set([...Object.keys(x!), ...Object.keys(y!)])];
  const step = (key: string) => (Array.isArray(a) ? `${path}[]` : `${path}.${key}`);
  return [...new Set(keys.flatMap((key) => differences(x![key], y![key], step(key))))];
}

test('of digits, three clouds change the class of storage, the mesh and its door, identities, and addresses', () => {
  const [eks, ...others] = CLOUDS.map((cloud) => new Map(digits(onCloud(cloud)).map((one) => [nameOf(one), one])));
  for (const other of others) expect([...other.keys()]).toEqual([...eks!.keys()]);
  const found = [...eks!].flatMap(([name, one]) =>
    others.flatMap((other) => differences(one, other.get(name)).map((path) => `${name} ${path}`)),
  );
  expect([...new Set(found)].sort()).toMatchInlineSnapshot(`
   [
     "AuthorizationPolicy digits-gateway-digits .spec.rules[].from[].source.serviceAccounts[]",
     "CronJob digits-prepare .spec.jobTemplate.spec.template.metadata.labels.azure.workload.identity/use",
     "CronJob digits-store-sweep .spec.jobTemplate.spec.template.metadata.labels.azure.workload.identity/use",
     "CronJob digits-traffic .spec.jobTemplate.spec.template.metadata.labels.azure.workload.identity/use",
     "CronJob digits-train .spec.jobTemplate.spec.template.metadata.labels.azure.workload.identity/use",
     "Deployment myelin-runtime .spec.template.spec.containers[].env[].value",
     "Gateway digits-ingress .spec.selector.istio",
     "Namespace digits .metadata.labels.istio.io/rev",
     "NetworkPolicy digits-gateway-digits .spec.ingress[].from[].namespaceSelector.matchLabels.kubernetes.io/metadata.name",
     "NetworkPolicy digits-gateway-digits .spec.ingress[].from[].podSelector.matchLabels.istio",
     "NetworkPolicy digits-pods .spec.egress[].to[].namespaceSelector.matchLabels.kubernetes.io/metadata.name",
     "NetworkPolicy digits-task-prepare .spec.egress[].ports[]",
     "NetworkPolicy digits-task-prepare .spec.egress[].ports[].port",
     "NetworkPolicy digits-task-prepare .spec.egress[].to[]",
     "NetworkPolicy digits-task-prepare .spec.egress[].to[].ipBlock.cidr",
     "NetworkPolicy digits-task-traffic .spec.egress[].ports[]",
     "NetworkPolicy digits-task-traffic .spec.egress[].ports[].port",
     "NetworkPolicy digits-task-traffic .spec.egress[].to[]",
     "NetworkPolicy digits-task-traffic .spec.egress[].to[].ipBlock.cidr",
     "NetworkPolicy digits-task-train .spec.egress[].ports[]",
     "NetworkPolicy digits-task-train .spec.egress[].ports[].port",
     "NetworkPolicy digits-task-train .spec.egress[].to[]",
     "NetworkPolicy digits-task-train .spec.egress[].to[].ipBlock.cidr",
     "NetworkPolicy myelin-runtime .spec.egress[].to[]",
     "NetworkPolicy myelin-runtime .spec.egress[].to[].ipBlock.cidr",
     "NetworkPolicy myelin-runtime .spec.egress[].to[].namespaceSelector.matchLabels.kubernetes.io/metadata.name",
     "ServiceAccount digits-axon .metadata.annotations",
     "StorageClass myelin-shared .mountOptions",
     "StorageClass myelin-shared .mountOptions[]",
     "StorageClass myelin-shared .parameters.basePath",
     "StorageClass myelin-shared .parameters.connect-mode",
     "StorageClass myelin-shared .parameters.directoryPerms",
     "StorageClass myelin-shared .parameters.fileSystemId",
     "StorageClass myelin-shared .parameters.gid",
     "StorageClass myelin-shared .parameters.instance-encryption-kms-key",
     "StorageClass myelin-shared .parameters.instance-storageclass-label",
     "StorageClass myelin-shared .parameters.max-volume-size",
     "StorageClass myelin-shared .parameters.mountPermissions",
     "StorageClass myelin-shared .parameters.multishare",
     "StorageClass myelin-shared .parameters.network",
     "StorageClass myelin-shared .parameters.networkEndpointType",
     "StorageClass myelin-shared .parameters.protocol",
     "StorageClass myelin-shared .parameters.provisioningMode",
     "StorageClass myelin-shared .parameters.reserved-ip-range",
     "StorageClass myelin-shared .parameters.resourceGroup",
     "StorageClass myelin-shared .parameters.rootSquashType",
     "StorageClass myelin-shared .parameters.storageAccount",
     "StorageClass myelin-shared .parameters.tier",
     "StorageClass myelin-shared .parameters.uid",
     "StorageClass myelin-shared .provisioner",
   ]
  `);
});

test('of digits, clouds of the same addresses and doors change the class of storage, identities and the label of the mesh alone', () => {
  const [eks, ...others] = CLOUDS.map(factsOf);
  const { apiServer, apiServerCidrs, podCidrs, serviceCidrs, prometheus, mesh } = eks!;
  const [one, ...more] = [eks!, ...others].map((facts) => {
    const identities = Object.fromEntries(
      Object.entries(facts.identities!).map(([account, identity]) => [account, { ...identity, egress: [] }]),
    );
    const door = { mesh: { ...mesh, namespaceLabels: facts.mesh!.namespaceLabels } };
    const same = { apiServer, apiServerCidrs, podCidrs, serviceCidrs, prometheus, ...door, identities };
    return new Map(digits(Cluster._of({ ...facts, ...same } as ClusterFacts)).map((made) => [nameOf(made), made]));
  });
  const found = [...one!].flatMap(([name, made]) =>
    more.flatMap((other) => differences(made, other.get(name)).map((path) => `${name} ${path}`)),
  );
  const [storage, rest] = [true, false].map((of) => found.filter((path) => path.startsWith('StorageClass ') === of));
  expect(storage).not.toEqual([]);
  expect([...new Set(rest)].sort()).toMatchInlineSnapshot(`
   [
     "CronJob digits-prepare .spec.jobTemplate.spec.template.metadata.labels.azure.workload.identity/use",
     "CronJob digits-store-sweep .spec.jobTemplate.spec.template.metadata.labels.azure.workload.identity/use",
     "CronJob digits-traffic .spec.jobTemplate.spec.template.metadata.labels.azure.workload.identity/use",
     "CronJob digits-train .spec.jobTemplate.spec.template.metadata.labels.azure.workload.identity/use",
     "Namespace digits .metadata.labels.istio.io/rev",
     "ServiceAccount digits-axon .metadata.annotations",
   ]
  `);
});

test('what is cluster-wide has no namespace, whatever that of the chart is', () => {
  const app = new App();
  const chart = new Chart(app, 'one', { namespace: 'digits' });
  new AxonRuntime(chart, 'runtime', { cluster: onCloud('eks'), admission: true, onWarnings: () => undefined });
  const store = AxonStore.volume({ name: 'old', hostPath: { path: '/data' } });
  const axon = new Axon(chart, 'axon', { ...silent, store });
  new ContainerTask(axon, 'T', { image: Image.fromRegistry('i') });
  const objects = app.charts.flatMap((one) => one.toJson() as Manifest[]);
  expect(objects.filter(({ metadata }) => metadata.namespace !== 'digits').map(nameOf)).toEqual([
    'StorageClass myelin-shared',
    'Namespace digits',
    'ValidatingAdmissionPolicy myelin-runtime-digits',
    'ValidatingAdmissionPolicyBinding myelin-runtime-digits',
    'PersistentVolume digits-axon-axon-store',
  ]);
});

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

describe('a task with a GPU', () => {
  const spec = { tasks: [{ name: 'T', train: { image: 'i', resources: { limits: { 'nvidia.com/gpu': '1' } } } }] };
  const pod = (cloud: Cloud) => {
    const { nodeSelector, tolerations } = podOf(
      synthesizeSpec(spec, { cluster: onCloud(cloud), ...silent, surroundings: {} }).find('CronJob', 'x-t'),
    ).spec;
    return { nodeSelector, tolerations };
  };
  const custom = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };
  test.each<[Cloud, object]>([
    ['eks', { nodeSelector: { 'myelin.io/gpu': 'l4' }, tolerations: [custom] }],
    ['aks', { nodeSelector: { 'myelin.io/gpu': 'a10' }, tolerations: [custom] }],
    ['gke', { nodeSelector: { 'cloud.google.com/gke-accelerator': 'nvidia-l4' }, tolerations: [custom] }],
  ])('comes onto nodes of %s', (cloud, expected) => {
    expect(pod(cloud)).toEqual(expected);
  });
});

test('what is given beside the cluster wins', () => {
  const { objects, find } = synthesizeSpec(
    {
      volumeClaimTemplate: { spec: { storageClassName: 'own' } },
      tasks: [{ name: 'T', container: { image: 'i' } }],
    },
    { ...silent, cluster: onCloud('aks'), mesh: 'none', user: 7 },
  );
  expect(find('PersistentVolumeClaim', 'x-axon-store').spec.storageClassName).toBe('own');
  expect(podOf(find('CronJob', 'x-t')).spec.securityContext).toMatchObject({ runAsUser: 7, runAsGroup: 7, fsGroup: 7 });
  expect(objects.filter(({ apiVersion }) => apiVersion.includes('istio'))).toEqual([]);
});

test('a mesh without delegation is used by Gateway API', () => {
  const cluster = Cluster._of({ mesh: { kind: 'managed', delegation: false, gatewayClass: 'managed-class' } });
  const options = { ...silent, cluster, domain: 'example.com' };
  const { objects } = synthesizeFile('apps/digits/axon.yaml', options);
  const gateways = objects.filter(({ kind }) => kind === 'Gateway');
  expect(gateways.map(({ apiVersion, spec }) => [apiVersion, spec.gatewayClassName])).toEqual([
    ['gateway.networking.k8s.io/v1', 'managed-class'],
  ]);
});

test('an account that the cloud knows in some namespace needs to be told which one it is in', () => {
  expect(() => synthesizeFile('apps/digits/axon.yaml', { ...silent, cluster: onCloud('aks') })).toThrow(
    'the cluster knows the account digits/digits-axon: give the namespace to the axon or its chart',
  );
});

test('sidecars that come with a privileged container keep a namespace from being restricted', () => {
  const level = (cni: boolean) => {
    const app = new App();
    const cluster = Cluster._of({ mesh: { kind: 'managed', cni, namespaceLabels: { 'istio.io/rev': 'asm-1-29' } } });
    new AxonRuntime(new Chart(app, 'c', { namespace: 'n' }), 'runtime', { cluster, onWarnings: () => undefined });
    const objects = app.charts.flatMap((one) => one.toJson() as Manifest[]);
    return objects.find(({ kind }) => kind === 'Namespace')?.metadata.labels;
  };
  expect(level(true)).toEqual({ 'pod-security.kubernetes.io/enforce': 'restricted', 'istio.io/rev': 'asm-1-29' });
  expect(level(false)).toEqual({ 'pod-security.kubernetes.io/enforce': 'privileged', 'istio.io/rev': 'asm-1-29' });
});

test('a file that is not there, or says something else, is told as one fault', () => {
  expect(() => Cluster.fromFile('no.json')).toThrow(
    '[Cluster]\nerror MYL6001 no.json cannot be read: there is no such file\n  hint: terraform output -json of the cluster writes it',
  );
  expect(() => Cluster.fromFile(undefined as never)).toThrow(
    '[Cluster] the file must be a path from the working directory, got undefined',
  );
});

test.each(CLOUDS)('the outputs of %s are whole, and the schema of the reading side has each of their keys', (cloud) => {
  const { facts, issues } = readClusterFacts(readFileSync(fileOf(cloud), 'utf8'), fileOf(cloud));
  expect(issues).toEqual([]);
  // What is null as a whole Terraform leaves out; `install` is for what a second stack puts into the cluster.
  const { install: _, ...known } = { prometheus: null, install: null, ...facts };
  expect(Object.keys(known).filter((key) => !(key in clusterFacts.shape))).toEqual([]);
  expect(Object.keys(known).sort()).toEqual([...OUTPUT_KEYS].sort());
  expect(Object.keys(facts?.mesh ?? {}).sort()).toEqual([...MESH_KEYS].sort());
});
