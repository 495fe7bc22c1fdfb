import { podOf, synthesizeFile, type Manifest } from '../constructs/synthesize';
import { kubectl, mustKubectl } from './kubectl';
import { onCluster } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';

const { MYELIN_NODE_IMAGE } = process.env;

const ACCESS_KINDS = [
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'NetworkPolicy',
  'AuthorizationPolicy',
  'PeerAuthentication',
];

/** Answers on these ports; one that answers on none only asks. */
function node(name: string, template: Manifest, ports: readonly number[]): readonly object[] {
  const { serviceAccountName, securityContext } = template['spec'];
  const listen = ports.map((port) => `http.createServer((q, s) => s.end('ok')).listen(${port})`).join(';');
  const labels = { ...template['metadata'].labels, 'myelin.io/version': 'v1', pod: name };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      serviceAccountName,
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext,
      containers: [
        {
          name: 'main',
          image: MYELIN_NODE_IMAGE,
          imagePullPolicy: 'IfNotPresent',
          command: ['node', '-e', `const http = require('http'); ${listen}; setInterval(() => {}, 1e6)`],
          securityContext: template['spec'].containers[0].securityContext,
        },
      ],
    },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { pod: name }, ports: ports.map((port) => ({ name: `http-${port}`, port })) },
  };
  return ports.length === 0 ? [pod] : [pod, service];
}

/** A status, or why there is none. */
function ask(namespace: string, from: string, address: string): string {
  const program = `fetch('http://${address}/', { signal: AbortSignal.timeout(2000) })
    .then(({ status }) => console.log(status), () => console.log('no answer'))`;
  const answer = kubectl(['exec', '-n', namespace, from, '-c', 'main', '--', 'node', '-e', program]);
  return answer.code === 0 ? answer.stdout.trim() : answer.stderr.trim();
}

function may(namespace: string, account: string, ...words: readonly string[]): string {
  const who = `--as=system:serviceaccount:${namespace}:${account}`;
  return kubectl(['auth', 'can-i', ...words, '-n', namespace, who]).stdout.trim();
}

/** A namespace with what an axon may do in it, and pods that have the labels and accounts of its own. */
function settle(namespace: string, mesh: 'istio' | 'gateway-api' | 'none'): void {
  const { objects, find } = synthesizeFile('test/fixtures/axons/small.yaml', { mesh });
  createNamespace(namespace, { injected: mesh !== 'none' });
  const gateway = podOf(find('Deployment', 'small-api-gateway'));
  const task = podOf(find('CronJob', 'small-prepare'));
  const stranger = {
    metadata: { labels: {} },
    spec: { ...task['spec'], serviceAccountName: 'default' },
  };
  const impostor = {
    metadata: gateway['metadata'],
    spec: { ...gateway['spec'], serviceAccountName: 'default' },
  };
  const outside = {
    metadata: { labels: { ...gateway['metadata'].labels, 'sidecar.istio.io/inject': 'false' } },
    spec: gateway['spec'],
  };
  mustKubectl(
    ['apply', '-n', namespace, '-f', '-'],
    [
      ...objects.filter(({ kind }) => ACCESS_KINDS.includes(kind)),
      ...node('model', podOf(find('Deployment', 'small-serve')), [5000]),
      ...node('gateway', gateway, [8080, 9090]),
      ...node('task', task, []),
      ...node('stranger', stranger, []),
      ...node('impostor', impostor, []),
      ...node('outside', outside, []),
    ],
  );
  mustKubectl(['wait', '-n', namespace, '--for=condition=Ready', '--timeout=120s', 'pod', '--all']);
}

onCluster('on a cluster that enforces policies', ['cluster', 'ingress', 'nodeImage'], () => {
  const bare = `myelin-access-${process.pid}`;
  const meshed = `${bare}-mesh`;
  const gatewayApi = `${bare}-gateway-api`;
  beforeAll(() => {
    settle(bare, 'none');
    settle(meshed, 'istio');
    settle(gatewayApi, 'gateway-api');
  }, 450_000);
  afterAll(() => [bare, meshed, gatewayApi].forEach(deleteNamespace));

  test.each([
    ['gateway', 'model:5000', '200'],
    ['task', 'gateway:8080', '200'],
    ['task', 'model:5000', 'no answer'],
    ['stranger', 'model:5000', 'no answer'],
    ['stranger', 'gateway:8080', 'no answer'],
    ['model', 'gateway:8080', 'no answer'],
    ['task', 'gateway:9090', 'no answer'],
  ])('without a mesh, %s asks %s: %s', (from, to, answer) => expect(ask(bare, from, to)).toBe(answer), 30_000);

  test('a pod finds others by name, and reaches no address that no edge leads to', () => {
    const lookup = "require('dns').lookup('model', (e, a) => console.log(e ? e.code : 'found'))";
    const answer = mustKubectl(['exec', '-n', bare, 'task', '-c', 'main', '--', 'node', '-e', lookup]);
    expect(answer.stdout.trim()).toBe('found');
    expect(ask(bare, 'task', 'kubernetes.default:443')).toBe('no answer');
  }, 30_000);

  // Gateway API has no word for who may ask a server: where Istio carries it, Istio guards it.
  describe.each([
    ['istio', meshed],
    ['gateway-api', gatewayApi],
  ])('in a mesh, %s', (_, namespace) => {
    test.each([
      ['gateway', 'model:5000', '200'],
      ['task', 'gateway:8080', '200'],
      ['task', 'model:5000', /no answer|50\d/],
      ['stranger', 'gateway:8080', /no answer|50\d/],
      // The labels are a gateway's, so the network lets it pass; the account is not, so the mesh does not.
      ['impostor', 'model:5000', '403'],
      // Labels and account are a gateway's, but nothing shows it: it has no sidecar, hence no certificate.
      ['outside', 'model:5000', 'no answer'],
    ])('%s asks %s: %s', (from, to, answer) => expect(ask(namespace, from, to)).toMatch(answer), 60_000);
  });

  test('accounts may do what their Roles say, and no account reads a Secret', () => {
    const runtime = (...words: string[]) => may(bare, 'myelin-runtime', ...words);
    expect(runtime('create', 'jobs')).toBe('yes');
    expect(runtime('watch', 'cronjobs')).toBe('yes');
    expect(runtime('patch', 'cronjobs')).toBe('no');
    expect(runtime('get', 'secrets')).toBe('no');
    expect(runtime('create', 'pods')).toBe('no');
    expect(runtime('patch', 'virtualservices.networking.istio.io')).toBe('no');
    expect(may(meshed, 'myelin-runtime', 'patch', 'virtualservices.networking.istio.io')).toBe('yes');
    expect(runtime('create', 'tfjobs.kubeflow.org')).toBe('no');
    for (const account of ['small-axon', 'small-task-serve', 'small-gateway-api']) {
      expect([account, may(bare, account, 'get', 'pods'), may(bare, account, 'get', 'secrets')]).toEqual([
        account,
        'no',
        'no',
      ]);
    }
  }, 60_000);
});
