import { App, Chart } from 'cdk8s';
import { AxonRuntime, type AxonRuntimeProps } from '../../lib/constructs';
import { networkEdges } from '../../lib/spec/derive/network';
import { runtimeOwnNeeds } from '../../lib/spec/derive/runtime-access';
import { surroundingsOf } from '../../lib/spec/derive/surroundings';
import { loadAxons } from '../../lib/spec/load';
import { readSettings } from '../../lib/runtime/settings';
import { LOOP } from '../cli/command-line';
import { podOf, type Manifest } from './synthesize';

interface Installed {
  readonly objects: readonly Manifest[];
  readonly paths: readonly string[];
  find(kind: string): Manifest;
}

function install(props: AxonRuntimeProps = {}, namespace?: string): Installed {
  const app = new App();
  const chart = new Chart(app, 'chart', namespace === undefined ? {} : { namespace });
  const runtime = new AxonRuntime(chart, 'runtime', { onWarnings: () => undefined, ...props });
  const objects = app.charts.flatMap((one) => one.toJson() as Manifest[]);
  return {
    objects,
    paths: runtime.node.findAll().map(({ node }) => node.path),
    find: (kind) => objects.find((object) => object['kind'] === kind)!,
  };
}

function containerOf({ find }: Installed): Manifest {
  return podOf(find('Deployment'))['spec'].containers[0];
}

function environmentOf(installed: Installed): Record<string, unknown> {
  const env = containerOf(installed)['env'] as { name: string; value?: string; valueFrom?: object }[];
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}

test('construct ids are a public contract', () => {
  expect(install({ replicas: 2 }).paths).toEqual([
    'chart/runtime',
    'chart/runtime/Resource',
    'chart/runtime/Service',
    'chart/runtime/Service/Resource',
    'chart/runtime/Access',
    'chart/runtime/Access/Account',
    'chart/runtime/Access/Account/Resource',
    'chart/runtime/Access/Role',
    'chart/runtime/Access/Role/Resource',
    'chart/runtime/Access/Role/Binding',
    'chart/runtime/Access/Network',
    'chart/runtime/Access/Network/Resource',
    'chart/runtime/Access/Guard',
    'chart/runtime/Access/Guard/Resource',
    'chart/runtime/Access/Guard/PeerAuthentication',
  ]);
});

test('its objects are those of a namespace, are called alike, and are found by what they are part of', () => {
  const { objects } = install({ labels: { team: 'vision' } }, 'demo');
  expect(objects.map(({ kind }) => kind as string)).toEqual([
    'Deployment',
    'Service',
    'ServiceAccount',
    'Role',
    'RoleBinding',
    'NetworkPolicy',
    'AuthorizationPolicy',
    'PeerAuthentication',
  ]);
  for (const { metadata } of objects) {
    expect(metadata).toMatchObject({ name: 'myelin-runtime', namespace: 'demo' });
    expect(metadata.labels).toEqual({
      team: 'vision',
      'app.kubernetes.io/name': 'myelin-runtime',
      'app.kubernetes.io/component': 'runtime',
      'app.kubernetes.io/part-of': 'myelin',
      'app.kubernetes.io/managed-by': 'myelin',
    });
  }
});

test('pods end before their successors start, and none is kept from being evicted: only the one that leads is ready', () => {
  for (const replicas of [1, 2]) {
    const { find } = install({ replicas });
    expect(find('Deployment').spec).toMatchObject({ replicas, strategy: { type: 'Recreate' } });
    expect(find('PodDisruptionBudget')).toBeUndefined();
  }
});

test('the process is told where it is, and what lies around it', () => {
  expect(environmentOf(install({ mesh: 'none', surroundings: { monitoringNamespace: 'metrics' } }))).toEqual({
    HOME: '/tmp',
    PORT: '8080',
    MYELIN_METRICS_PORT: '9090',
    MYELIN_NAMESPACE: { fieldRef: { fieldPath: 'metadata.namespace' } },
    MYELIN_POD: { fieldRef: { fieldPath: 'metadata.name' } },
    MYELIN_PROMETHEUS: 'http://prometheus.metrics.svc:9090',
  });
});

const VARIANTS: readonly AxonRuntimeProps[] = (['istio', 'gateway-api', 'none'] as const).flatMap((mesh) => [
  { mesh },
  { mesh, replicas: 2, webhook: 'https://chat.example.com/hook', secrets: ['hooks'], prometheus: 'http://p:9090' },
  { mesh, webhook: { secret: 'chat', key: 'url' }, prometheus: { secret: 'metrics', key: 'url' } },
]);

test.each(VARIANTS)('installed with %j, the process accepts and reads everything that it is told', (props) => {
  const told = environmentOf(install(props, 'demo'));
  const asked = new Set<string>(['HOME']);
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name: string) => {
        asked.add(name);
        const value = told[name];
        return typeof value === 'object' ? 'as the cluster says' : value;
      },
    },
  );
  expect(readSettings(env, 'host')).toMatchObject({ port: 8080, metricsPort: 9090 });
  expect(Object.keys(told).filter((name) => !asked.has(name))).toEqual([]);
});

test('Secrets of triggers are folders, and one that is not there yet does not keep it from starting', () => {
  const prometheus = { secret: 'metrics', key: 'url' };
  const installed = install({ secrets: ['hooks', 'git.example'], webhook: { secret: 'chat', key: 'url' }, prometheus });
  const { volumes } = podOf(installed.find('Deployment'))['spec'];
  expect(volumes.slice(1)).toEqual([
    { name: 'trigger-hooks', secret: { secretName: 'hooks', optional: true } },
    { name: 'trigger-git-example', secret: { secretName: 'git.example', optional: true } },
  ]);
  expect(containerOf(installed)['volumeMounts'].slice(1)).toEqual([
    { name: 'trigger-hooks', mountPath: '/var/run/secrets/myelin-triggers/hooks', readOnly: true },
    { name: 'trigger-git-example', mountPath: '/var/run/secrets/myelin-triggers/git.example', readOnly: true },
  ]);
  expect(environmentOf(installed)).toMatchObject({
    MYELIN_SECRETS_DIR: '/var/run/secrets/myelin-triggers',
    MYELIN_WEBHOOK: { secretKeyRef: { name: 'chat', key: 'url' } },
    MYELIN_PROMETHEUS: { secretKeyRef: { name: 'metrics', key: 'url' } },
  });
});

test('its own Role lets it hear of axons and lead, and no more', () => {
  const rules = install().find('Role')['rules'] as { resources: string[]; resourceNames?: string[]; verbs: string[] }[];
  expect(
    rules.map(({ resources, resourceNames = [], verbs }) => [...resources, ...resourceNames, ...verbs].join(' ')),
  ).toEqual([
    'configmaps get list watch',
    'pods get list watch',
    'events create',
    'leases create',
    'leases myelin-runtime get update',
  ]);
  expect(runtimeOwnNeeds().every(({ because }) => because.length > 0)).toBe(true);
});

test('it is asked by pods of axons, callers and Prometheus, and asks the cluster, Prometheus and the webhook', () => {
  const { find } = install(
    {
      webhook: 'https://chat.example.com/hook',
      surroundings: {
        callers: [{ namespace: 'ci', account: 'release' }],
        apiServer: [{ cidr: '192.0.2.1/32', ports: [6443] }],
      },
    },
    'demo',
  );
  const { ingress, egress } = find('NetworkPolicy').spec;
  const namespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
  expect(ingress).toEqual([
    {
      from: [
        { podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'myelin' } } },
        { namespaceSelector: namespace('ci') },
      ],
      ports: [{ protocol: 'TCP', port: 8080 }],
    },
    { from: [{ namespaceSelector: namespace('monitoring') }], ports: [{ protocol: 'TCP', port: 9090 }] },
  ]);
  expect((egress as { ports?: { port: number }[] }[]).map(({ ports = [] }) => ports.map(({ port }) => port))).toEqual([
    [53, 53],
    [15012],
    [6443],
    [],
    [443],
  ]);
  expect(find('AuthorizationPolicy').spec.rules).toEqual([
    {
      from: [{ source: { serviceAccounts: ['ci/release'] } }, { source: { namespaces: ['demo'] } }],
      to: [{ operation: { ports: ['8080'] } }],
    },
    { to: [{ operation: { ports: ['9090'] } }] },
  ]);
  expect(find('PeerAuthentication').spec).toMatchObject({
    mtls: { mode: 'STRICT' },
    portLevelMtls: { 9090: { mode: 'DISABLE' } },
  });
});

test('in a namespace that is not known the mesh admits whom it knows, and the network says which pods', () => {
  const [rule] = install().find('AuthorizationPolicy').spec.rules;
  expect(rule.from).toEqual([{ source: { principals: ['*'] } }]);
});

test('the pods that an axon sends to the runtime are those of the installation', () => {
  const axon = loadAxons(LOOP, { file: 'axon.yaml' }).axons[0]!.axon!;
  const edges = networkEdges(axon, surroundingsOf({ mesh: 'none', open: false, scraped: false }));
  const to = edges.map((edge) => edge.to).find((party) => party.kind === 'pods' && party.says === 'the runtime')!;
  const labels = podOf(install().find('Deployment'))['metadata'].labels;
  expect(labels).toMatchObject('labels' in to ? to.labels! : {});
});

test('admission is for an admin: what it makes is owned by an axon, and asks the API server nothing', () => {
  const { objects } = install({ admission: true }, 'demo');
  const [policy, binding] = objects.slice(-2) as [Manifest, Manifest];
  expect(policy['spec'].matchConditions).toEqual([
    {
      name: 'is-the-runtime',
      expression: "request.userInfo.username == 'system:serviceaccount:demo:myelin-runtime'",
    },
  ]);
  expect(binding['spec']).toMatchObject({
    policyName: policy['metadata'].name,
    matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'demo' } } },
  });
  expect(() => install({ admission: true })).toThrow('admission needs the namespace');
});

test.each<[AxonRuntimeProps, string]>([
  [{ replicas: 1.5 }, 'replicas must be a whole number that is not negative, got 1.5'],
  [{ secrets: ['a', 'a'] }, 'secrets must be different, got a twice'],
  [
    { prometheus: 'prometheus' },
    'prometheus must be an address such as http://prometheus.monitoring.svc:9090, or { secret, key }, got the text "prometheus"',
  ],
  [
    { webhook: 'ftp://x' },
    'webhook must be an address such as http://prometheus.monitoring.svc:9090, or { secret, key }, got the text "ftp://x"',
  ],
  ...(['prometheus', 'webhook'] as const).map((what): [AxonRuntimeProps, string] => [
    { [what]: 'https://ada:s3cret@metrics.example.com/api' },
    `${what} must hold no name and password, which whoever reads the Deployment would see: put the address of ` +
      'metrics.example.com into a Secret and name that: { secret, key }, or secret:NAME/KEY on the command line',
  ]),
  ...(
    [
      ['ftp://ada:s3cret@files.example.com/api', 'ftp://***@files.example.com/api'],
      ['htps://ada:s3/cr@t@metrics.example.com', 'htps://***@metrics.example.com'],
      ['https//ada:s3cret@metrics.example.com', '***@metrics.example.com'],
      ['ada:s3cret@metrics.example.com', 'ada:***@metrics.example.com'],
    ] as const
  ).map(([webhook, shown]): [AxonRuntimeProps, string] => [
    { webhook },
    `webhook must be an address such as http://prometheus.monitoring.svc:9090, or { secret, key }, got the text "${shown}"`,
  ]),
])('%j is refused', (props, message) => {
  expect(() => install(props)).toThrow(message);
});

test('it runs as the user and group that are said', () => {
  const security = (props: AxonRuntimeProps) => podOf(install(props).find('Deployment'))['spec'].securityContext;
  expect(security({})).toMatchObject({ runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 });
  expect(security({ user: 5 })).toMatchObject({ runAsUser: 5, runAsGroup: 5 });
  expect(security({ user: 5, group: 6 })).toMatchObject({ runAsUser: 5, runAsGroup: 6, fsGroup: 6 });
});
