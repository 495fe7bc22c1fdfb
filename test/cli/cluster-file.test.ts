import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { SYNTHESIZED_KINDS } from '../../lib/cli/cluster/synthesized-kinds';
import { myelin, scratch } from './command-line';
import { StandInKubectl } from './stand-in-kubectl';

// Commands synthesize axons, and ask a stand-in of kubectl, which is a process.
jest.setTimeout(60_000);

// Asserted field by field.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

const AXON = 'apps/digits/axon.yaml';
const IMAGE = `r.example.com/myelin-runtime@sha256:${'0'.repeat(64)}`;
const CLOUDS = ['eks', 'aks', 'gke'] as const;
const fileOf = (cloud: string) => `test/fixtures/clusters/${cloud}.json`;

const parsed = (yaml: string): readonly Json[] => parseAllDocuments(yaml).map((one) => one.toJS() as Json);
const find = (objects: readonly Json[], kind: string, name: string): Json =>
  objects.find((one) => one.kind === kind && one.metadata.name === name);

describe('install --cluster', () => {
  test.each([
    ['eks', 'efs.csi.aws.com', 'stable', 'istio-system', 'http://prometheus-operated.monitoring.svc:9090'],
    ['aks', 'file.csi.azure.com', 'asm-1-30', 'aks-istio-system', 'http://prometheus.monitoring.svc:9090'],
    ['gke', 'filestore.csi.storage.gke.io', 'stable', 'istio-system', 'http://prometheus.monitoring.svc:9090'],
  ])('makes the class of storage, the namespace in the mesh, and the runtime on %s', async (cloud, ...wanted) => {
    const words = ['--print', '-n', 'digits', '--image', IMAGE, '--cluster', fileOf(cloud)];
    const { code, out, err } = await myelin('install', ...words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const objects = parsed(out);
    const environment = find(objects, 'Deployment', 'myelin-runtime').spec.template.spec.containers[0].env as Json[];
    const policy = JSON.stringify(find(objects, 'NetworkPolicy', 'myelin-runtime').spec.egress);
    const { labels } = find(objects, 'Namespace', 'digits').metadata;
    expect([
      find(objects, 'StorageClass', 'myelin-shared').provisioner,
      labels['istio.io/rev'],
      /"kubernetes.io\/metadata.name":"([a-z-]*istio-system)"/.exec(policy)?.[1],
      environment.find(({ name }) => name === 'MYELIN_PROMETHEUS').value,
    ]).toEqual(wanted);
    expect(labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
  });

  test('gives way to what is said beside it', async () => {
    const words = ['--print', '-n', 'digits', '--image', IMAGE, '--cluster', fileOf('eks')];
    const { out } = await myelin('install', ...words, '--mesh', 'none', '--prometheus', 'http://mine:9090');
    expect(out).toContain('value: http://mine:9090');
    expect(parsed(out).filter(({ apiVersion }) => apiVersion.includes('istio'))).toEqual([]);
  });

  test('applies what is of the cluster first, and leaves it to an admin where it may not', async () => {
    const dir = scratch();
    const apply = 'apply --server-side --field-manager=myelin-install -f -';
    const kubectl = new StandInKubectl(dir)
      .answer('get namespace digits -o name', 'namespace/digits')
      .answer(apply, { refuses: 'Error from server (Forbidden): storageclasses is forbidden' });
    const { code, err } = await myelin('install', '-n', 'digits', '--image', IMAGE, '--cluster', fileOf('gke'));
    expect(code).toBe(1);
    const said = 'is left to an admin of the cluster: Error from server (Forbidden): storageclasses is forbidden';
    expect(err.split('\n').slice(0, 2)).toEqual([`StorageClass myelin-shared ${said}`, `Namespace digits ${said}`]);
    const calls = kubectl.calls.flatMap((call) => /(?:apply|get namespace) .*/.exec(call) ?? []);
    expect(calls).toEqual([apply, apply, 'get namespace digits -o name', apply]);
  });
});

/** What is asked for on each cloud: annotations of the account, labels of pods that run as it. */
const IDENTITIES = {
  eks: [undefined, undefined],
  aks: [{ 'azure.workload.identity/client-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string }, 'true'],
  gke: [undefined, undefined],
} as const;

describe('synth --cluster', () => {
  test.each(CLOUDS)('writes digits for %s', async (cloud) => {
    const { code, out } = await myelin('synth', AXON, '--stdout', '-n', 'digits', '--cluster', fileOf(cloud));
    expect(code).toBe(0);
    const objects = parsed(out);
    const account = find(objects, 'ServiceAccount', 'digits-axon').metadata.annotations;
    const pod = find(objects, 'CronJob', 'digits-train').spec.jobTemplate.spec.template;
    expect([account, pod.metadata.labels['azure.workload.identity/use']]).toEqual(IDENTITIES[cloud]);
    expect(pod.spec.securityContext).toMatchObject({ runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 });
    const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(claims.map(({ spec }) => spec.storageClassName)).toEqual(['myelin-shared']);
    expect(out).toContain('digits.digits.ml.example.com');
  });

  test('says of a file what is wrong with it', async () => {
    const file = join(scratch(), 'cluster.json');
    expect(await myelin('synth', AXON, '--stdout', '--cluster', file)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(`myelin: ${file}: the file cannot be read: there is no such file`) as string,
    });
    writeFileSync(file, '{"mesh": {"kind": "linkerd"}}');
    expect(await myelin('synth', AXON, '--stdout', '--cluster', file)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('MYL6001 mesh.kind ') as string,
    });
  });
});

describe('submit --cluster', () => {
  test.each(CLOUDS)('applies to %s what synth writes for it', async (cloud) => {
    const { out: written } = await myelin('synth', AXON, '--stdout', '-n', 'digits', '--cluster', fileOf(cloud));
    const kinds = SYNTHESIZED_KINDS.map(({ apiVersion, kind }) => `${kind.toLowerCase()}s ${apiVersion} true ${kind}`);
    const kubectl = new StandInKubectl(scratch())
      .pods()
      .answer('api-resources --no-headers', kinds.join('\n'))
      .answer('get -f - --ignore-not-found -o json', '')
      .answer('apply --server-side --field-manager=myelin -f - -o json', '{"items": []}');
    const { code, err } = await myelin('submit', AXON, '-n', 'digits', '--cluster', fileOf(cloud));
    expect({ code, said: err.includes('no runtime is installed in namespace digits') }).toEqual({
      code: 0,
      said: true,
    });
    const sent = (JSON.parse(kubectl.input) as { items: readonly Json[] }).items;
    const keyed = (objects: readonly Json[]) =>
      Object.fromEntries(objects.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
    expect(keyed(sent)).toEqual(keyed(parsed(written)));
  });

  test('is of a cluster, and not of a runner', async () => {
    expect(await myelin('submit', AXON, '--cluster', fileOf('eks'))).toEqual({
      code: 2,
      out: '',
      err: 'myelin: --cluster is of a cluster; name one with -n, --context or -c\n',
    });
  });
});
