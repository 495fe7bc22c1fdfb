import { podOf, synthesizeFile, type Manifest, type Synthesized } from './synthesize';

const small = 'test/fixtures/axons/small.yaml';
const operators = 'test/fixtures/axons/operators.yaml';
const meshed = synthesizeFile(small, { domain: 'example.com' });
const bare = synthesizeFile(small, { mesh: 'none' });

/** Each rule of a Role in one line. */
function rules(role: Manifest): string[] {
  return role['rules'].map(({ apiGroups, resources, resourceNames = [], verbs }: Record<string, string[]>) =>
    [`${apiGroups!.join()}/${resources!.join()}`, resourceNames!.join(), verbs!.join()].join(' '),
  );
}

function named(synthesized: Synthesized, kind: string): string[] {
  return synthesized.objects.filter((object) => object['kind'] === kind).map(({ metadata }) => metadata.name);
}

describe('accounts', () => {
  test('are one for tasks, one for each model server and one for each gateway, and no pod has a token for the API server', () => {
    expect(named(meshed, 'ServiceAccount').sort()).toEqual(['small-axon', 'small-gateway-api', 'small-task-serve']);
    for (const [kind, name, account] of [
      ['CronJob', 'small-prepare', 'small-axon'],
      ['CronJob', 'small-train', 'small-axon'],
      ['Deployment', 'small-serve', 'small-task-serve'],
      ['Deployment', 'small-api-gateway', 'small-gateway-api'],
    ] as const) {
      expect(podOf(meshed.find(kind, name)).spec).toMatchObject({
        serviceAccountName: account,
        automountServiceAccountToken: false,
      });
      expect(meshed.find('ServiceAccount', account)['automountServiceAccountToken']).toBe(false);
    }
  });

  test('a Spark driver has one that makes executors, executors have that of tasks', () => {
    const { find } = synthesizeFile('test/fixtures/axons/spark.yaml');
    expect(find('SparkApplication', 'lines-count').spec).toMatchObject({
      driver: { serviceAccount: 'lines-task-count' },
      executor: { serviceAccount: 'lines-axon' },
    });
    expect(find('ServiceAccount', 'lines-task-count')['automountServiceAccountToken']).toBe(true);
    expect(rules(find('Role', 'lines-task-count'))).toEqual([
      '/pods  create,delete,deletecollection,get,list,patch,watch',
      '/configmaps  create,delete,deletecollection,get,list',
      '/services  delete,deletecollection,get,list',
      '/persistentvolumeclaims  delete,deletecollection,get,list',
    ]);
  });

  test('that the axon names are not made, and are bound for the Spark driver', () => {
    const named_ = synthesizeFile(operators);
    expect(named(named_, 'ServiceAccount')).toEqual([]);
    expect(named_.find('RoleBinding', 'operators-task-count')['subjects']).toEqual([
      { kind: 'ServiceAccount', name: 'researcher' },
    ]);
  });
});

describe('the Role of the runtime', () => {
  test('is bound to its account, in whichever namespace it is applied', () => {
    expect(meshed.find('RoleBinding', 'small-runtime')).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'small-runtime' },
      subjects: [{ kind: 'ServiceAccount', name: 'myelin-runtime' }],
    });
    const other = synthesizeFile(small, { surroundings: { runtimeAccount: 'loop' } });
    expect(other.find('RoleBinding', 'small-runtime')['subjects']).toEqual([{ kind: 'ServiceAccount', name: 'loop' }]);
  });

  test('has one rule for each need, and nothing of Istio without a mesh', () => {
    const all = rules(meshed.find('Role', 'small-runtime'));
    expect(all).toEqual([
      '/configmaps  create,delete,get,list,watch',
      '/configmaps small-metrics patch',
      'coordination.k8s.io/leases  create',
      'coordination.k8s.io/leases myelin-runtime get,update',
      '/events  create,list',
      '/pods  get,list,watch',
      'batch/cronjobs  get,list,watch',
      'batch/jobs  create,delete,get,list,patch,watch',
      'apps/deployments  create,delete,get,list,patch,watch',
      '/services  create,delete,get,list,patch,watch',
      'networking.istio.io/virtualservices  create,delete,get,list,patch,watch',
      'networking.istio.io/destinationrules  create,delete,get,list,patch,watch',
    ]);
    expect(rules(bare.find('Role', 'small-runtime'))).toEqual(all.filter((rule) => !rule.includes('istio')));
  });
});

describe('network policies', () => {
  const gateway = {
    'app.kubernetes.io/component': 'gateway',
    'myelin.io/axon': 'small',
    'myelin.io/deployer': 'api',
  };
  const pods = (matchLabels: object) => ({ podSelector: { matchLabels } });
  const task = (name: string) => pods({ 'myelin.io/axon': 'small', 'myelin.io/task': name });
  const namespace = (name: string) => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  });
  const tcp = (port: number) => [{ protocol: 'TCP', port }];

  test('are one for all pods of the axon, one for each task and one for each deployer', () => {
    expect(named(bare, 'NetworkPolicy').sort()).toEqual([
      'small-gateway-api',
      'small-pods',
      'small-task-prepare',
      'small-task-serve',
      'small-task-train',
    ]);
  });

  test('deny every pod both ways, but for DNS', () => {
    expect(bare.find('NetworkPolicy', 'small-pods').spec).toEqual({
      podSelector: { matchLabels: { 'myelin.io/axon': 'small' } },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        {
          to: [{ ...namespace('kube-system'), ...pods({ 'k8s-app': 'kube-dns' }) }],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    });
  });

  test('let a model server be asked by its gateway alone, and report metrics', () => {
    expect(bare.find('NetworkPolicy', 'small-task-serve').spec).toEqual({
      ...task('Serve'),
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [pods(gateway)], ports: tcp(5000) }],
      egress: [
        {
          to: [pods({ 'app.kubernetes.io/component': 'runtime', 'app.kubernetes.io/part-of': 'myelin' })],
          ports: tcp(8080),
        },
      ],
    });
  });

  test('let a gateway be asked by tasks, by the world and by the callers that are named, and be scraped', () => {
    const { find } = synthesizeFile(small, {
      domain: 'example.com',
      surroundings: {
        callers: [{ namespace: 'shop' }],
        monitoringNamespace: 'observability',
        ingressNamespace: 'istio-ingress',
      },
    });
    expect(find('NetworkPolicy', 'small-gateway-api').spec).toEqual({
      ...pods(gateway),
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            task('Prepare'),
            task('Train'),
            { ...namespace('istio-ingress'), ...pods({ istio: 'ingressgateway' }) },
            namespace('shop'),
            pods(gateway),
          ],
          ports: tcp(8080),
        },
        { from: [namespace('observability')], ports: tcp(9090) },
      ],
      egress: [
        { to: [pods(gateway)], ports: tcp(8080) },
        { to: [task('Serve')], ports: tcp(5000) },
      ],
    });
  });
});

describe('the mesh', () => {
  const model = { 'myelin.io/axon': 'small', 'myelin.io/task': 'Serve' };
  const gateway = { 'app.kubernetes.io/component': 'gateway', 'myelin.io/axon': 'small', 'myelin.io/deployer': 'api' };

  test('lets only the gateway of its deployer ask a model server', () => {
    expect(meshed.find('AuthorizationPolicy', 'small-task-serve').spec).toEqual({
      selector: { matchLabels: model },
      action: 'ALLOW',
      rules: [
        { from: [{ source: { serviceAccounts: ['small-gateway-api'] } }], to: [{ operation: { ports: ['5000'] } }] },
      ],
    });
  });

  test('lets the ingress gateway, tasks and named callers ask a gateway, and anybody read its metrics', () => {
    const { find } = synthesizeFile(small, {
      domain: 'example.com',
      surroundings: { callers: [{ namespace: 'shop' }, { account: 'web' }, { namespace: 'till', account: 'pay' }] },
    });
    expect(find('AuthorizationPolicy', 'small-gateway-api').spec).toEqual({
      selector: { matchLabels: gateway },
      action: 'ALLOW',
      rules: [
        {
          from: [
            {
              source: {
                serviceAccounts: [
                  'istio-system/istio-ingressgateway-service-account',
                  'small-axon',
                  'small-gateway-api',
                  'till/pay',
                  'web',
                ],
              },
            },
            { source: { namespaces: ['shop'] } },
          ],
          to: [{ operation: { ports: ['8080'] } }],
        },
        { to: [{ operation: { ports: ['9090'] } }] },
      ],
    });
  });

  test('encrypts whatever serves, but for metrics, and selects no pod twice', () => {
    const found = meshed.objects.filter(({ kind }) => kind === 'PeerAuthentication');
    expect(found.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      ['small-task-serve', { selector: { matchLabels: model }, mtls: { mode: 'STRICT' } }],
      [
        'small-gateway-api',
        { selector: { matchLabels: gateway }, mtls: { mode: 'STRICT' }, portLevelMtls: { 9090: { mode: 'DISABLE' } } },
      ],
    ]);
  });

  test('lets nobody ask a model server behind no deployer', () => {
    const { find } = synthesizeFile('test/fixtures/axons/idle-server.yaml');
    expect(find('AuthorizationPolicy', 'idle-task-serve').spec).toEqual({
      selector: { matchLabels: { 'myelin.io/axon': 'idle', 'myelin.io/task': 'Serve' } },
      action: 'ALLOW',
    });
  });

  test('is not there where there is none', () => {
    expect(bare.objects.filter(({ apiVersion }) => apiVersion.includes('istio'))).toEqual([]);
  });
});

test('a caller that names nobody is refused, since it would be everybody', () => {
  const open = (callers: unknown) => () =>
    synthesizeFile(small, { surroundings: { callers: callers as { account: string }[] } });
  expect(open([{ account: 'web' }, {}])).toThrow(
    '[chart/small] surroundings.callers[1] must be an object with namespace, account or both, got a plain object with neither',
  );
  expect(open({ account: 'web' })).toThrow('[chart/small] surroundings.callers must be a list, got a plain object');
  expect(open(['web'])).toThrow(
    '[chart/small] surroundings.callers[0] must be an object with namespace, account or both, got the text "web"',
  );
});

test('every task has a token that only the runtime takes, at rest, since the runtime adds no volumes', () => {
  for (const pod of [podOf(meshed.find('CronJob', 'small-train')), podOf(meshed.find('Deployment', 'small-serve'))]) {
    expect(pod['spec'].volumes).toContainEqual({
      name: 'myelin-token',
      projected: { sources: [{ serviceAccountToken: { audience: 'myelin', expirationSeconds: 600, path: 'token' } }] },
    });
    const [container] = pod['spec'].containers;
    expect(container.volumeMounts).toContainEqual({
      name: 'myelin-token',
      mountPath: '/var/run/secrets/myelin',
      readOnly: true,
    });
    expect(container.env).toContainEqual({ name: 'MYELIN_TOKEN_FILE', value: '/var/run/secrets/myelin/token' });
  }
  expect(podOf(meshed.find('Deployment', 'small-api-gateway')).spec.volumes).not.toContainEqual(
    expect.objectContaining({ name: 'myelin-token' }),
  );
});
