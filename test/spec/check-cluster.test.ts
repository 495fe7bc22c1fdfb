import { checkAgainstCluster } from '../../lib/spec/check/cluster/axon';
import { readClusterFacts, type ClusterFacts } from '../../lib/spec/cluster-facts';
import { formatPath } from '../../lib/spec/issue';
import { compareQuantities, parseQuantity } from '../../lib/spec/lang/quantity';
import { loadAxons } from '../../lib/spec/load';

const HEADER = 'apiVersion: myelin.io/v1alpha1\nkind: Axon\nmetadata: {name: demo, namespace: research}\nspec:\n';

/** Issues as lines; the axon has one task with the keys given, or what `spec` says. */
function told(facts: ClusterFacts, keys: string, spec = ''): readonly string[] {
  const task = `  tasks: [{name: Train, train: {image: x${keys === '' ? '' : `, ${keys}`}}}]\n`;
  const { axons, issues } = loadAxons(`${HEADER}${spec}${spec.includes('tasks:') ? '' : task}`, { file: 'axon.yaml' });
  const axon = axons[0]?.axon;
  if (axon === undefined) throw new Error(JSON.stringify(issues));
  return checkAgainstCluster(axon, facts).map(
    ({ code, path, message, hint }) => `${code} ${formatPath(path)} ${message}; ${hint}`,
  );
}

const inside = (namespace: NonNullable<ClusterFacts['namespaces']>[string]): ClusterFacts => ({
  namespaces: { research: namespace },
});

test('of what the facts leave out nothing is said', () => {
  const all =
    'env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}], queue: q, nodeSelector: {a: b}, podPatch: {spec: {hostPID: true}}';
  expect(told({}, all, '  serviceAccountName: a\n  volumeClaimTemplate: {spec: {storageClassName: c}}\n')).toEqual([]);
  expect(told(inside({}), all, '  serviceAccountName: a\n')).toEqual([]);
  expect(told({ nodePools: [{ name: 'n' }] }, all)).toEqual([]);
});

test('a namespace that is not there', () => {
  expect(told({ namespaces: { researsh: {} } }, '')).toEqual([
    'MYL6002 metadata.namespace the cluster has no namespace research; did you mean researsh',
  ]);
});

describe('Secrets and ConfigMaps', () => {
  const facts = inside({ secrets: { db: ['user', 'password'] }, configMaps: { settings: ['mode'] }, claims: ['data'] });
  test.each<[name: string, keys: string, lines: readonly string[]]>([
    [
      'that are there',
      'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: user}}}], envFrom: [{configMapRef: {name: settings}}]',
      [],
    ],
    [
      'without the key',
      'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: pasword}}}]',
      [
        'MYL6003 spec.tasks[0].train.env[0].valueFrom.secretKeyRef the Secret db has no key pasword; did you mean password',
      ],
    ],
    [
      'that are not there',
      'envFrom: [{secretRef: {name: other}}]',
      [
        'MYL6003 spec.tasks[0].train.envFrom[0].secretRef the namespace has no Secret other; make the Secret before the axon',
      ],
    ],
    ['that may be absent', 'env: [{name: A, valueFrom: {secretKeyRef: {name: none, key: k, optional: true}}}]', []],
    [
      'in a volume',
      'volumes: [{name: v, secret: {secretName: x}}, {name: w, configMap: {name: y}}, {name: z, persistentVolumeClaim: {claimName: date}}]',
      [
        'MYL6003 spec.tasks[0].train.volumes[0].secret the namespace has no Secret x; make the Secret before the axon',
        'MYL6003 spec.tasks[0].train.volumes[1].configMap the namespace has no ConfigMap y; make the ConfigMap before the axon',
        'MYL6003 spec.tasks[0].train.volumes[2].persistentVolumeClaim the namespace has no PersistentVolumeClaim date; did you mean data',
      ],
    ],
    [
      'in a patch',
      'podPatch: {spec: {containers: [{name: task, envFrom: [{secretRef: {name: x}}]}]}}',
      [
        'MYL6003 spec.tasks[0].train.podPatch.spec.containers[0].envFrom[0].secretRef the namespace has no Secret x; make the Secret before the axon',
      ],
    ],
  ])('%s', (_, keys, lines) => {
    expect(told(facts, keys)).toEqual(lines);
  });
  test('of artifacts, of pulling images and of triggers', () => {
    const spec = `  imagePullSecrets: [{name: pull}]
  artifacts: [{name: code, path: /src, git: {repo: r, sshPrivateKeySecret: {name: git, key: ssh}}}]
  tasks: [{name: Train, train: {image: x}}]
  sensors: [{name: s, triggers: [{name: t, type: Rest, auth: {token: {name: hook, key: k}}}], tasks: [{trainer: {task: Train}}]}]
`;
    expect(told(facts, '', spec)).toEqual([
      'MYL6003 spec.artifacts[0].git.sshPrivateKeySecret the namespace has no Secret git; make the Secret before the axon',
      'MYL6003 spec.sensors[0].triggers[0].auth.token the namespace has no Secret hook; make the Secret before the axon',
      'MYL6003 spec.imagePullSecrets[0].name the namespace has no Secret pull; make the Secret before the axon',
    ]);
  });
});

test('an account and a queue that are not there', () => {
  expect(
    told(inside({ serviceAccounts: ['trainer'], queues: ['small'] }), 'queue: smal', '  serviceAccountName: trainr\n'),
  ).toEqual([
    'MYL6004 spec.serviceAccountName the namespace has no account trainr; did you mean trainer',
    'MYL6005 spec.tasks[0].train.queue the namespace has no queue smal; did you mean small',
  ]);
});

describe('storage', () => {
  const claim = (spec: string) => `  volumeClaimTemplate: {spec: {${spec}}}\n`;
  const classes = [
    { name: 'disk', default: true, accessModes: ['ReadWriteOnce'] },
    { name: 'shared', accessModes: ['ReadWriteOnce', 'ReadWriteMany'] },
  ];
  const place = 'spec.volumeClaimTemplate.spec';
  test.each<[name: string, facts: ClusterFacts, spec: string, lines: readonly string[]]>([
    ['of the default class', { storageClasses: classes }, '', []],
    [
      'of a class by name',
      { storageClasses: classes },
      claim('storageClassName: shared, accessModes: [ReadWriteMany]'),
      [],
    ],
    ['that somebody made by hand', { storageClasses: [] }, claim("storageClassName: ''"), []],
    [
      'of a class that is not there',
      { storageClasses: classes },
      claim('storageClassName: shard'),
      [`MYL6007 ${place}.storageClassName the cluster has no storage class shard; did you mean shared`],
    ],
    [
      'without a default class',
      { storageClasses: [{ name: 'shared' }] },
      '',
      [
        `MYL6007 ${place}.storageClassName the claim of demo names no storage class, and the cluster has no default; name one of shared`,
      ],
    ],
    [
      'that cannot be shared',
      { storageClasses: classes },
      claim('accessModes: [ReadWriteMany]'),
      [
        `MYL6007 ${place}.accessModes the storage class disk cannot do ReadWriteMany, it can do ReadWriteOnce; name one of shared`,
      ],
    ],
  ])('%s', (_, facts, spec, lines) => {
    expect(told(facts, '', spec)).toEqual(lines);
  });
});

describe('nodes', () => {
  const facts: ClusterFacts = {
    nodePools: [
      { name: 'general', labels: { disk: 'ssd' }, allocatable: { cpu: '4', memory: '15Gi' } },
      {
        name: 'gpu',
        labels: {},
        taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
        allocatable: { cpu: '8', memory: '30Gi', 'nvidia.com/gpu': '1' },
        max: 4,
      },
      { name: 'off', labels: {}, allocatable: { cpu: '96' }, max: 0 },
    ],
  };
  const gpu = "resources: {limits: {'nvidia.com/gpu': 1}}";
  const hint = 'change what it asks for, or add a pool of such nodes';
  test.each<[name: string, keys: string, lines: readonly string[]]>([
    ['that suit', 'resources: {requests: {cpu: 3500m, memory: 14Gi}}, nodeSelector: {disk: ssd}', []],
    ['with a GPU, whose taint is tolerated by what asks for it', gpu, []],
    [
      'with a taint that it does not tolerate',
      'resources: {requests: {cpu: 6}}',
      [
        `MYL6008 spec.tasks[0].train no node can run Train: a node of general has 4 cpu, and it asks for 6; the taint nvidia.com/gpu of gpu is not tolerated; ${hint}`,
      ],
    ],
    [
      'with a label that none has',
      'nodeSelector: {disk: nvme}, tolerations: [{operator: Exists}]',
      [
        `MYL6008 spec.tasks[0].train no node can run Train: general is not labelled disk=nvme; gpu is not labelled disk=nvme; ${hint}`,
      ],
    ],
    [
      'that are too small',
      'resources: {requests: {memory: 100Gi}}, tolerations: [{operator: Exists}]',
      [
        `MYL6008 spec.tasks[0].train no node can run Train: a node of general has 15Gi memory, and it asks for 100Gi; a node of gpu has 30Gi memory, and it asks for 100Gi; ${hint}`,
      ],
    ],
  ])('%s', (_, keys, lines) => {
    expect(told(facts, keys)).toEqual(lines);
  });
});

describe('pools with GPUs, where no others are known', () => {
  const l4 = { type: 'l4', resource: 'nvidia.com/gpu', nodeLabels: { 'myelin.io/gpu': 'l4' } };
  const gpu = "resources: {limits: {'nvidia.com/gpu': 1}}";
  const h100 = "nodeSelector: {'myelin.io/gpu': h100, disk: ssd}";
  const none = 'MYL6008 spec.tasks[0].train no node can run Train:';
  const hint = 'change what it asks for, or add a pool of such nodes';
  test.each<[name: string, gpus: NonNullable<ClusterFacts['gpus']>, keys: string, lines: readonly string[]]>([
    ['that suit', [l4], gpu, []],
    ['that are none, for what asks for none', [], 'resources: {requests: {cpu: 64}}', []],
    ['that are none', [], gpu, [`${none} the cluster has no nvidia.com/gpu; ${hint}`]],
    [
      'of another maker',
      [l4],
      "resources: {limits: {'amd.com/gpu': 1}}",
      [`${none} the cluster has no amd.com/gpu; ${hint}`],
    ],
    [
      'of another kind',
      [l4],
      `${gpu}, ${h100}`,
      [`${none} nodes with nvidia.com/gpu are labelled myelin.io/gpu=l4, not myelin.io/gpu=h100; ${hint}`],
    ],
    ['of which one is of the kind', [l4, { ...l4, nodeLabels: { 'myelin.io/gpu': 'h100' } }], `${gpu}, ${h100}`, []],
  ])('%s', (_, gpus, keys, lines) => {
    expect(told({ gpus }, keys)).toEqual(lines);
  });

  test('have a taint that is tolerated by what asks for a GPU', () => {
    const taint = { key: 'sku', value: 'gpu', effect: 'NoSchedule' };
    const nodePools = [{ name: 'gpus', taints: [taint], allocatable: { 'nvidia.com/gpu': '1' } }];
    expect(told({ nodePools }, gpu)).toEqual([`${none} the taint sku of gpus is not tolerated; ${hint}`]);
    expect(told({ nodePools, gpus: [{ ...l4, taint }] }, gpu)).toEqual([]);
  });
});

test('custom resources of operators that are not installed', () => {
  const spec = `  tasks:
    - {name: Count, spark: {image: x, sparkSpec: {applicationFile: a.jar}}}
    - {name: Many, train: {tfJobSpec: {tfReplicaSpecs: {Worker: {template: {spec: {containers: [{image: x}]}}}}}}}
`;
  expect(told({ resources: [] }, '', spec)).toEqual([
    'MYL6006 spec.tasks[0].spark the cluster has no sparkapplications.sparkoperator.k8s.io, so Count cannot be made; install the Spark operator',
    'MYL6006 spec.tasks[1].train.tfJobSpec the cluster has no tfjobs.kubeflow.org, so Many cannot be made; install the training operator of Kubeflow',
  ]);
  expect(told({ resources: ['tfjobs.kubeflow.org', 'sparkapplications.sparkoperator.k8s.io'] }, '', spec)).toEqual([]);
});

describe('pods that a namespace refuses', () => {
  const hint = 'leave it out, or use a namespace for such pods';
  const refusal = (path: string, what: string, level: string) =>
    `MYL6009 spec.tasks[0].train.${path} pods in this namespace may not have ${what}, it enforces ${level}; ${hint}`;
  const patch = (container: string) =>
    `podPatch: {spec: {containers: [{name: task, securityContext: {${container}}}]}}`;
  const at = 'podPatch.spec.containers[0].securityContext';
  test.each<[keys: string, restricted: readonly [string, string] | undefined, baseline: boolean]>([
    ['podPatch: {spec: {hostNetwork: true}}', ['podPatch.spec.hostNetwork', 'hostNetwork: true'], true],
    ['podPatch: {spec: {hostNetwork: false}}', undefined, false],
    [patch('privileged: true'), [`${at}.privileged`, 'privileged: true'], true],
    [
      patch('allowPrivilegeEscalation: true'),
      [`${at}.allowPrivilegeEscalation`, 'allowPrivilegeEscalation: true'],
      false,
    ],
    [patch('runAsUser: 0'), [`${at}.runAsUser`, 'runAsUser: 0'], false],
    [patch('capabilities: {add: [SYS_ADMIN]}'), [`${at}.capabilities.add`, 'the capability SYS_ADMIN'], true],
    [patch('capabilities: {add: [CHOWN]}'), [`${at}.capabilities.add`, 'the capability CHOWN'], false],
    [patch('capabilities: {add: [NET_BIND_SERVICE]}'), undefined, false],
    [patch('seccompProfile: {type: Unconfined}'), [`${at}.seccompProfile`, 'seccompProfile: Unconfined'], true],
    ['volumes: [{name: v, hostPath: {path: /}}]', ['volumes[0]', 'a volume of the kind hostPath'], true],
    ['volumes: [{name: v, nfs: {server: s, path: /}}]', ['volumes[0]', 'a volume of the kind nfs'], false],
    ['volumes: [{name: v, emptyDir: {}}]', undefined, false],
  ])('%s', (keys, restricted, baseline) => {
    const expected = (level: string) => (restricted === undefined ? [] : [refusal(...restricted, level)]);
    expect(told(inside({ podSecurity: 'restricted' }), keys)).toEqual(expected('restricted'));
    expect(told(inside({ podSecurity: 'baseline' }), keys)).toEqual(baseline ? expected('baseline') : []);
    expect(told(inside({ podSecurity: 'privileged' }), keys)).toEqual([]);
  });
});

describe('cluster.json', () => {
  const facts = { defaultNamespace: 'research' };
  const output = (value: unknown) => ({ sensitive: false, type: 'dynamic', value });
  test.each<[name: string, data: unknown]>([
    ['is the facts', facts],
    ['is an output of Terraform that holds them', { cluster: output(facts) }],
    ['is several, of which one is called cluster', { vpc: output('vpc-1'), cluster: output(facts) }],
    ['is one with another name', { outputs: output(facts) }],
  ])('%s', (_, data) => {
    expect(readClusterFacts(JSON.stringify(data), 'cluster.json')).toEqual({ facts, issues: [] });
  });
  test('that says nothing, as Terraform writes it before anything is made', () => {
    const [fault] = readClusterFacts('{}\n', 'cluster.json').issues;
    expect(fault).toEqual({
      code: 'MYL6001',
      severity: 'error',
      path: [],
      message: 'cluster.json says nothing: it is {}',
      hint: 'terraform output -json writes {} before the first apply and in another folder: run it after apply, in the folder of the stack of the cluster',
    });
  });
  test('that is no JSON, or says what it should not', () => {
    expect(readClusterFacts('{', 'cluster.json').issues).toMatchObject([
      { code: 'MYL6001', message: expect.stringMatching(/^cluster\.json is not JSON: /) as string },
    ]);
    expect(readClusterFacts('{"storageClasses": [{"default": true}]}', 'cluster.json').issues).toEqual([
      {
        code: 'MYL6001',
        severity: 'error',
        path: ['storageClasses', 0, 'name'],
        message: 'cluster.json does not say what it should: invalid input: expected string, received undefined',
        hint: 'docs/cluster-facts.md shows what the file holds',
      },
    ]);
  });
});

test('quantities of Kubernetes', () => {
  expect(['500m', '1', '1Gi', '1.5k', '2e3', '1E', '1e3Ki', '', '1x', 'x'].map(parseQuantity)).toEqual([
    0.5,
    1,
    1073741824,
    1500,
    2000,
    1e18,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(compareQuantities('1Gi', '1G')).toBeGreaterThan(0);
  expect(compareQuantities('x', '1')).toBeUndefined();
});

describe('the version of Kubernetes', () => {
  const served = `  tasks: [{name: Train, train: {image: x}}, {name: Serve, deploy: {image: x}}]
  sensors:
    - {name: s, tasks: [{trainer: {task: Train}}, {deployer: {name: api, models: [{name: m, backendModels: [{name: b, deployer: Serve}]}], routes: [{path: /p, dag: [{model: m}]}]}}]}
`;
  const SLEEP =
    'which drops preStop.sleep, so requests fail whenever a pod of api stops; use Kubernetes 1.30 or newer, or switch on its feature gate PodLifecycleSleepAction';
  test.each<[version: string, lines: readonly string[]]>([
    ['v1.30.0', []],
    ['v1.34.1+k3s1', []],
    ['2.1', []],
    ['unknown', []],
    [
      'v1.29.14-gke.100',
      [`MYL6011 spec.sensors[0].tasks[1].deployer.name the cluster has Kubernetes v1.29.14-gke.100, ${SLEEP}`],
    ],
    ['1.28', [`MYL6011 spec.sensors[0].tasks[1].deployer.name the cluster has Kubernetes 1.28, ${SLEEP}`]],
  ])('%s', (version, lines) => {
    expect(told({ version }, '', served)).toEqual(lines);
  });
  test('of a mesh', () => {
    const mesh = { kind: 'helm' } as const;
    expect(told({ version: 'v1.28.9', mesh }, '')).toEqual([
      'MYL6011 spec.tasks[0].name the cluster has Kubernetes v1.28.9, which has no native sidecars, so pods of Train never end; use Kubernetes 1.29 or newer, or switch on its feature gate SidecarContainers',
    ]);
    expect(told({ version: 'v1.29.0', mesh }, '')).toEqual([]);
    expect(told({ version: 'v1.28.9', mesh: { kind: 'none' } }, '')).toEqual([]);
  });
  test('is no matter of what only trains', () => {
    expect(told({ version: 'v1.20.0' }, '')).toEqual([]);
  });
});
