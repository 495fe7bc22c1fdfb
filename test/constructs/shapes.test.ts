import { podOf, synthesizeFile, synthesizeSpec, type Manifest } from './synthesize';

const small = synthesizeFile('test/fixtures/axons/small.yaml');
const operators = synthesizeFile('test/fixtures/axons/operators.yaml');

/** One train task in an axon called x. */
function training(train: object, spec: object = {}): Manifest {
  const tasks = [{ name: 'Train', train: { image: 'train:1', ...train } }];
  return synthesizeSpec({ tasks, ...spec }).find('CronJob', 'x-train');
}

/** One deploy task in an axon called x. */
function serving(deploy: object): ReturnType<typeof synthesizeSpec> {
  return synthesizeSpec({ tasks: [{ name: 'Serve', deploy: { image: 'serve:1', ...deploy } }] });
}

describe('at rest', () => {
  test('a task is a CronJob that is suspended, has no date and tries once', () => {
    const { spec } = small.find('CronJob', 'small-prepare');
    expect(spec).toMatchObject({ suspend: true, schedule: '0 0 31 2 *' });
    expect(spec.jobTemplate.spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 90 });
    expect(podOf(small.find('CronJob', 'small-prepare')).spec.restartPolicy).toBe('Never');
  });

  test('a model server and a gateway are Deployments of no replicas', () => {
    expect(small.find('Deployment', 'small-serve').spec.replicas).toBe(0);
    expect(small.find('Deployment', 'small-api-gateway').spec.replicas).toBe(0);
  });

  test('selectors match the pods of their own template, and only what is at rest', () => {
    for (const name of ['small-serve', 'small-api-gateway']) {
      const deployment = small.find('Deployment', name);
      expect(podOf(deployment).metadata.labels).toMatchObject(deployment.spec.selector.matchLabels);
      expect(deployment.spec.selector.matchLabels).toMatchObject({ 'myelin.io/version': 'at-rest' });
    }
  });

  test('a distributed training is an Indexed Job', () => {
    const { spec } = training({ distributed: { workers: 3 } }).spec.jobTemplate;
    expect(spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3 });
  });

  test('a queue is named to Kueue on the Job', () => {
    const { metadata } = training({ queue: 'team' }).spec.jobTemplate;
    expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'team' });
  });
});

describe('pods', () => {
  const pods = small.objects.filter(({ kind }) => ['CronJob', 'Deployment'].includes(kind)).map(podOf);

  test('satisfy the restricted profile', () => {
    expect(pods).toHaveLength(5);
    for (const { spec } of pods) {
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 10001,
          runAsGroup: 10001,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      });
      for (const { securityContext } of [...spec.containers, ...(spec.initContainers ?? [])]) {
        expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
      }
    }
  });

  test('have a place to write at /tmp, which is their home', () => {
    for (const { spec } of pods) {
      expect(spec.volumes).toContainEqual({ name: 'tmp', emptyDir: {} });
      expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
      expect(spec.containers[0].env).toContainEqual({ name: 'HOME', value: '/tmp' });
    }
  });

  test('of tasks mount the store, a served model only to read', () => {
    const mounts = (name: string, kind: string) => podOf(small.find(kind, name)).spec.containers[0].volumeMounts;
    const store = { name: 'store', mountPath: '/var/lib/myelin/store' };
    expect(mounts('small-train', 'CronJob')).toContainEqual(store);
    expect(mounts('small-serve', 'Deployment')).toContainEqual({ ...store, readOnly: true });
    expect(mounts('small-api-gateway', 'Deployment')).not.toContainEqual(expect.objectContaining({ name: 'store' }));
  });

  test('run as another user where one is given', () => {
    const { objects } = synthesizeSpec({ tasks: [{ name: 'T', container: { image: 'i' } }] }, { user: 20002 });
    const cronJob = objects.find(({ kind }) => kind === 'CronJob')!;
    expect(podOf(cronJob).spec.securityContext).toMatchObject({ runAsUser: 20002, runAsGroup: 20002, fsGroup: 20002 });
  });

  test("are patched by the axon's patch and then by the task's", () => {
    const patch = (value: string) => ({ metadata: { annotations: { level: value } }, spec: { hostname: value } });
    const cronJob = training({ podPatch: { spec: { hostname: 'task' } } }, { podPatch: patch('axon') });
    expect(podOf(cronJob)).toMatchObject({ metadata: { annotations: { level: 'axon' } }, spec: { hostname: 'task' } });
  });

  test('take image, command, placement and pull secrets as they are written', () => {
    const spec = podOf(
      training(
        { command: ['python'], args: ['train.py', 3], nodeSelector: { gpu: 'yes' }, tolerations: [{ key: 'gpu' }] },
        { imagePullSecrets: [{ name: 'registry' }] },
      ),
    ).spec;
    expect(spec).toMatchObject({
      containers: [{ image: 'train:1', command: ['python'], args: ['train.py', '3'] }],
      nodeSelector: { gpu: 'yes' },
      tolerations: [{ key: 'gpu' }],
      imagePullSecrets: [{ name: 'registry' }],
    });
  });
});

describe('the store', () => {
  test('is the claim template under the name of the axon', () => {
    expect(small.find('PersistentVolumeClaim', 'small-axon-store').spec).toEqual({
      storageClassName: 'nfs',
      accessModes: ['ReadWriteMany'],
      resources: { requests: { storage: '1Gi' } },
    });
  });

  test('that one node mounts brings all its pods together, beside the affinity that the task asks for', () => {
    const nodes = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } };
    const template = podOf(training({ affinity: { nodeAffinity: nodes } }));
    expect(template.metadata.labels).toMatchObject({ 'myelin.io/store': 'x-axon-store' });
    expect(template.spec.affinity).toEqual({
      nodeAffinity: nodes,
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            labelSelector: { matchLabels: { 'myelin.io/store': 'x-axon-store' } },
            topologyKey: 'kubernetes.io/hostname',
          },
        ],
      },
    });
    expect(podOf(small.find('CronJob', 'small-train')).spec).not.toHaveProperty('affinity');
  });

  test('on a folder of the node is a volume for an admin, in a chart of its own, and a claim of it by name', () => {
    expect(operators.find('PersistentVolume', 'research-operators-axon-store')).toMatchObject({
      spec: { hostPath: { path: '/var/lib/research' }, storageClassName: '', persistentVolumeReclaimPolicy: 'Retain' },
    });
    expect(operators.find('PersistentVolume', 'research-operators-axon-store').metadata).not.toHaveProperty(
      'namespace',
    );
    expect(operators.find('PersistentVolumeClaim', 'operators-axon-store').spec).toMatchObject({
      storageClassName: '',
      volumeName: 'research-operators-axon-store',
    });
    expect(operators.app.charts.map(({ node }) => node.id)).toEqual(['chart', 'chart-admin', 'chart-operators']);
  });

  test('that restricted pods may mount by themselves needs no claim', () => {
    const { objects } = synthesizeSpec({
      volume: { name: 'scratch', emptyDir: { sizeLimit: '1Gi' } },
      tasks: [{ name: 'T', container: { image: 'i' } }],
    });
    expect(objects.map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim');
    const job = objects.find(({ kind }) => kind === 'CronJob');
    expect(podOf(job!).spec.volumes).toContainEqual({ name: 'store', emptyDir: { sizeLimit: '1Gi' } });
  });
});

describe('serving', () => {
  test('a class that s2i wraps is asked for its health, a server that somebody wrote for an open port', () => {
    const probe = (deployment: Manifest) => podOf(deployment).spec.containers[0].readinessProbe;
    expect(probe(small.find('Deployment', 'small-serve'))).toMatchObject({
      httpGet: { path: '/health', port: 'http' },
    });
    expect(probe(serving({}).find('Deployment', 'x-serve'))).toMatchObject({ tcpSocket: { port: 'http' } });
    expect(probe(serving({ readiness: { path: '/up' } }).find('Deployment', 'x-serve'))).toMatchObject({
      httpGet: { path: '/up' },
    });
  });

  test('a model has as long to load as it says', () => {
    const deployment = serving({ readiness: { timeout: '2m' } }).find('Deployment', 'x-serve');
    expect(podOf(deployment).spec.containers[0].startupProbe).toMatchObject({ periodSeconds: 5, failureThreshold: 24 });
  });

  test('the port of the code is that of container, Service and PORT', () => {
    const served = serving({ port: 8000 });
    const [container] = podOf(served.find('Deployment', 'x-serve')).spec.containers;
    expect(container.ports).toEqual([{ name: 'http', containerPort: 8000 }]);
    expect(container.env).toContainEqual({ name: 'PORT', value: '8000' });
    expect(served.find('Service', 'x-serve').spec.ports).toEqual([
      { name: 'http', appProtocol: 'http', port: 8000, targetPort: 'http' },
    ]);
  });

  test('the gateway reads the spec from the ConfigMap and has a root that it cannot write', () => {
    const { spec } = podOf(small.find('Deployment', 'small-api-gateway'));
    expect(spec.volumes).toContainEqual({ name: 'spec', configMap: { name: 'small-axon' } });
    expect(spec.containers[0].securityContext).toMatchObject({ readOnlyRootFilesystem: true });
    expect(spec.containers[0].env).toContainEqual({ name: 'MYELIN_SPEC', value: '/etc/myelin/axon.json' });
  });

  test('the root route delegates to what the runtime owns, which is not synthesized', () => {
    const routes = small.objects.filter(({ kind }) => kind === 'VirtualService');
    expect(routes.map(({ spec }) => spec)).toEqual([
      {
        hosts: ['small-api-api'],
        gateways: ['mesh'],
        http: [{ name: 'versions', delegate: { name: 'small-api-versions' } }],
      },
    ]);
  });

  test('with a domain the deployer answers the world, without a mesh there is nothing of Istio', () => {
    const file = 'test/fixtures/axons/small.yaml';
    const open = synthesizeFile(file, { domain: 'example.com' });
    expect(open.find('Gateway', 'small-ingress').spec.servers[0].hosts).toEqual(['api.small.example.com']);
    expect(open.find('VirtualService', 'small-api-api').spec).toMatchObject({
      hosts: ['small-api-api', 'api.small.example.com'],
      gateways: ['mesh', 'small-ingress'],
    });
    const bare = synthesizeFile(file, { domain: 'example.com', mesh: 'none' });
    expect(bare.objects.filter(({ apiVersion }) => apiVersion.includes('istio'))).toEqual([]);
  });
});

describe('kinds of operators', () => {
  test('a TFJob is suspended, and each replica is a restricted pod with what the axon says of it', () => {
    const { spec } = operators.find('TFJob', 'operators-distributed');
    expect(spec.runPolicy).toEqual({
      suspend: true,
      backoffLimit: 0,
      cleanPodPolicy: 'Running',
      activeDeadlineSeconds: 3600,
    });
    expect(spec.tfReplicaSpecs.PS).toMatchObject({ replicas: 1, restartPolicy: 'Never' });
    const { template } = spec.tfReplicaSpecs.Worker;
    expect(template.spec.containers).toHaveLength(1);
    expect(template.spec.containers[0]).toMatchObject({ name: 'tensorflow', image: 'registry.example.com/mnist:3' });
    expect(template.spec.containers[0].env).toContainEqual({ name: 'TF_CPP_MIN_LOG_LEVEL', value: '1' });
    expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
  });

  test('a SparkApplication is suspended and runs the image that the properties name', () => {
    const { spec } = operators.find('SparkApplication', 'operators-count');
    expect(spec).toMatchObject({
      suspend: true,
      mode: 'cluster',
      type: 'Scala',
      image: 'registry.example.com/spark:v3.5.1',
      sparkVersion: '3.5.1',
      mainClass: 'org.example.Count',
      mainApplicationFile: 'local:///opt/jars/count.jar',
      arguments: ['in', 'out'],
      deps: { jars: ['local:///opt/jars/one.jar'] },
      sparkConf: { 'spark.executor.instances': '4', 'spark.driver.cores': '0.1' },
      driver: { serviceAccount: 'researcher', podSecurityContext: { runAsNonRoot: true } },
    });
    expect(spec.sparkConf).not.toHaveProperty(['spark.kubernetes.container.image']);
  });

  test('both wait in the queue that the task names, and pull with the secrets of the axon', () => {
    const tfJobSpec = { tfReplicaSpecs: { Worker: { replicas: 2, template: { spec: { containers: [] } } } } };
    const sparkSpec = { applicationFile: 'local:///a.py' };
    const { find } = synthesizeSpec({
      imagePullSecrets: [{ name: 'registry' }],
      tasks: [
        { name: 'T', train: { image: 'i', queue: 'gpus', tfJobSpec } },
        {
          name: 'S',
          spark: { image: 'i', queue: 'gpus', sparkSpec, resources: { limits: { memory: '4Gi', cpu: 2 } } },
        },
      ],
    });
    const [tfJob, spark] = [find('TFJob', 'x-t'), find('SparkApplication', 'x-s')];
    for (const { metadata } of [tfJob, spark]) {
      expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'gpus' });
    }
    expect(tfJob.spec.tfReplicaSpecs.Worker.template.spec.imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect(tfJob.spec.runPolicy).toEqual({ suspend: true, backoffLimit: 0, cleanPodPolicy: 'Running' });
    expect(tfJob.spec.tfReplicaSpecs.Worker.template.spec).not.toHaveProperty('subdomain');
    expect(spark.spec.imagePullSecrets).toEqual(['registry']);
    expect(spark.spec.driver).toMatchObject({ coreRequest: '2', coreLimit: '2', memory: '3712m' });
  });
});

describe('names and labels', () => {
  test('every object carries the recommended labels, the axon and the hash of the spec', () => {
    const [axon] = small.axons;
    for (const { kind, metadata } of small.objects) {
      expect([kind, metadata.labels]).toEqual([
        kind,
        expect.objectContaining({
          'app.kubernetes.io/name': 'small',
          'app.kubernetes.io/part-of': 'myelin',
          'app.kubernetes.io/managed-by': 'myelin',
          'myelin.io/axon': 'small',
          'myelin.io/spec-hash': axon!.resolved.hash,
          team: 'vision',
        }),
      ]);
      expect(metadata.labels).not.toHaveProperty(['app.kubernetes.io/instance']);
    }
  });

  test('an account is made only where the axon names none', () => {
    expect(small.find('ServiceAccount', 'small-axon')['automountServiceAccountToken']).toBe(false);
    expect(operators.objects.filter(({ kind }) => kind === 'ServiceAccount')).toEqual([]);
    const replica = operators.find('TFJob', 'operators-distributed').spec.tfReplicaSpecs.PS;
    expect(replica.template.spec.serviceAccountName).toBe('researcher');
  });

  test('objects are in the namespace of the axon where it names one', () => {
    const namespaces = operators.objects
      .filter(({ kind }) => kind !== 'PersistentVolume')
      .map((o) => o['metadata'].namespace);
    expect(new Set(namespaces)).toEqual(new Set(['research']));
    expect(small.objects.every(({ metadata }) => metadata.namespace === undefined)).toBe(true);
  });

  test('adding a task renames no other', () => {
    const one = { name: 'One', container: { image: 'i' } };
    const before = synthesizeSpec({ tasks: [one] }).objects.map(({ metadata }) => metadata.name);
    const after = synthesizeSpec({ tasks: [{ ...one, name: 'Zero' }, one] }).objects;
    expect(after.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(before));
  });
});
