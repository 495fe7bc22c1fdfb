import fc from 'fast-check';
import { lowerName } from '../../lib/spec/resolve/scope';

/** Names, texts and tasks of generated axons. */

export type Keys = Readonly<Record<string, unknown>>;

/** Names that are words of TypeScript, or would be the same variable, or begin with a digit. */
const NAMES = ['Train', 'train', 'new', 'class', 'axon', 'chart', 'a-b', 'aB', 'a.b', '1st', '2', 'GBT', 'constructor'];

export const name = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,12}[A-Za-z0-9])?$/),
);

export const names = (minLength: number, maxLength: number) =>
  fc.uniqueArray(name, { minLength, maxLength, selector: lowerName });

export const text = fc.oneof(
  fc.constantFrom(
    "it's",
    'a "b"',
    `'"`,
    '`${x}`',
    'a\nb',
    'a\n\nb\n',
    '\\n',
    '{{ other }}',
    '\u2028',
    'é',
    '💡',
    'true',
    '1',
  ),
  fc.string({ maxLength: 12, unit: 'grapheme-ascii' }),
);
export const metricName = fc.constantFrom('accuracy', 'loss', 'a:b', 'f1');
export const duration = fc.constantFrom('90s', '1h30m', '10m', '5s');
export const fewTexts = fc.array(fc.oneof(text, fc.integer()), { maxLength: 3 });

/** Keys of objects of Kubernetes that nobody but Kubernetes reads. */
export const free = fc.dictionary(
  fc.oneof(fc.constantFrom('a-b', 'x/y', 'null', 'default', '0'), fc.stringMatching(/^[a-z]{1,8}$/)),
  fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fewTexts),
  { minKeys: 1, maxKeys: 3 },
);
export const texts = fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,6}[a-z]$/), fc.stringMatching(/^[a-z0-9]{0,8}$/), {
  maxKeys: 3,
});

/** Some of the keys, as an author leaves out what is not needed. */
export function some<T>(keys: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(keys, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

/** Of objects that lie in the cluster beside the axon. */
export const objectName = fc.oneof(
  fc.constantFrom('0', 'a.b', 'new', 'a--b'),
  fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/),
);
const dataKey = fc.oneof(
  fc.constantFrom('-', '_', '.x', 'A.b-c', 'class', '0'),
  fc.stringMatching(/^[A-Za-z_-][A-Za-z0-9._-]{0,8}$/),
);
export const secretKey = fc.record({ name: objectName, key: dataKey });
const mount = fc.record({ name: fc.constant('scratch'), mountPath: fc.constantFrom('/scratch', '/data') });
export const env = fc.array(
  fc.oneof(
    fc.record({ name: fc.constantFrom('MODE', 'PORT', 'MYELIN_X'), value: fc.oneof(text, fc.integer()) }),
    fc.record({ name: fc.constant('TOKEN'), valueFrom: fc.record({ secretKeyRef: secretKey }) }),
  ),
  { maxLength: 3 },
);
export const network = fc.record({
  egress: fc.oneof(
    fc.constantFrom('internet', 'none'),
    fc.array(fc.record({ cidr: fc.constant('10.0.0.0/8'), ports: fc.constant([443, 80]) }), { maxLength: 2 }),
  ),
});

export const artifact = fc.oneof(
  fc.record({ git: fc.record({ repo: text, revision: text, sshPrivateKeySecret: secretKey }) }),
  fc.record({ s3: fc.record({ endpoint: text, bucket: text, key: text, accessKeySecret: secretKey }) }),
  fc.record({ local: fc.record({ path: text }) }),
);

function image(artifacts: readonly string[]): fc.Arbitrary<Keys> {
  const build = fc
    .tuple(
      fc.record({ repositoryName: fc.stringMatching(/^[a-z]{1,8}$/) }),
      fc.oneof(
        fc.record({ dockerfile: fc.record({ path: fc.constantFrom('Dockerfile', 'Dockerfile.train') }) }),
        fc.record({
          s2i: some({
            contextDir: text,
            builderImage: fc.constantFrom('python:3.12', 'Registry.example:5000/a__b/c-d:V1.0'),
          }),
        }),
      ),
      some({
        buildLocation: text,
        checkImageExists: fc.boolean(),
        volumes: fc.array(free, { maxLength: 2 }),
        volumeMounts: fc.array(free, { maxLength: 2 }),
        ...(artifacts.length === 0 ? {} : { artifact: fc.constantFrom(...artifacts) }),
      }),
    )
    .map((parts) => ({ imageBuild: Object.assign({}, ...parts) as Keys }));
  return fc.oneof(fc.record({ image: fc.constantFrom('example/a:1', `example/b@sha256:${'0'.repeat(64)}`) }), build);
}

const workload = some({
  command: fewTexts,
  args: fewTexts,
  env,
  envFrom: fc.array(fc.record({ configMapRef: fc.record({ name: objectName }) }), { maxLength: 2 }),
  resources: some({
    limits: fc.record({ memory: fc.constantFrom('1Gi', '64Mi'), cpu: fc.constantFrom(1, '500m') }),
    requests: fc.record({ 'nvidia.com/gpu': fc.constant(1) }),
  }),
  nodeSelector: texts,
  tolerations: fc.array(free, { maxLength: 2 }),
  affinity: fc.record({ nodeAffinity: free }),
  volumes: fc.constant([{ name: 'scratch', emptyDir: {} }]),
  volumeMounts: fc.array(mount, { maxLength: 2 }),
  retry: some({
    limit: fc.nat(3),
    policy: fc.constantFrom('Always', 'OnFailure', 'OnError'),
    backoff: some({ duration, factor: fc.constantFrom(1, 2, 2.5), max: duration }),
  }),
  timeout: duration,
  queueTimeout: duration,
  cache: some({ key: text }),
  queue: fc.constant('team'),
  network,
  podPatch: fc.record({ metadata: fc.record({ annotations: texts }) }),
});

const metrics = fc
  .uniqueArray(some({ type: fc.constantFrom('Gauge', 'Counter') }), { maxLength: 1 })
  .chain((types) => metricName.map((metric) => types.map((type) => ({ name: metric, ...type }))));

const numerical = (value: fc.Arbitrary<number | string>) => some({ log: fc.boolean(), default_value: value });

const parameter = fc.oneof(
  numerical(fc.constant('0.5')).map((range) => ({
    type: 'UniformFloat',
    numerical: { lower: 0.001, upper: '1.0', ...range },
  })),
  numerical(fc.constant(9)).map((range) => ({ type: 'UniformInteger', numerical: { lower: 1, upper: 64, ...range } })),
  fc
    .record({ values: fc.constantFrom(['a', 1, true], ["it's"]) })
    .map((categorical) => ({ type: 'Categorical', categorical })),
);

const tuning = fc
  .tuple(
    some({
      optimiser: fc.constantFrom('HyperBand', 'BOHB', 'RandomSearch', 'ASHA', 'TPE', 'Grid', 'Auto'),
      numIteration: fc.constantFrom(1, 2),
      concurrency: fc.constantFrom(1, '4'),
      reductionFactor: fc.constantFrom(2, 3),
      seed: fc.nat(9),
      warmStart: fc.constantFrom(true, 'last'),
      maxFailures: fc.nat(3),
      maxCost: text,
    }),
    fc.uniqueArray(fc.constantFrom('rate', 'default', 'a.b', 'x-y'), { minLength: 1, maxLength: 3 }),
    fc.array(parameter, { minLength: 3, maxLength: 3 }),
  )
  .map(([keys, found, ranges]) => ({
    minBudget: 1,
    maxBudget: '9',
    ...keys,
    params: found.map((one, index) => ({ name: one, ...ranges[index] })),
  }));

const trainKeys = fc.oneof(
  some({ metrics, distributed: some({ port: fc.constant(2222) }).map((keys) => ({ workers: 2, ...keys })) }),
  fc
    .tuple(metricName, some({ lossMetricSelector: fc.constantFrom('less', 'greater'), metrics, hpTuning: tuning }))
    .map(([lossMetric, keys]) => ({ lossMetric, ...keys })),
  some({
    tfJobSpec: fc.constant({ tfReplicaSpecs: { Worker: { replicas: 2, template: { spec: { containers: [] } } } } }),
  }),
);

const deployKeys = some({
  metrics,
  endpointType: fc.constantFrom('REST', 'GRPC'),
  endpointRestType: fc.constantFrom('Multipart', 'Json', 'V2'),
  port: fc.constantFrom(5000, '8080'),
  readiness: some({ path: fc.constant('/ready'), timeout: duration }),
  scaling: some({ min: fc.constantFrom(1, 2), target: fc.constant('p99 <= 50ms') }).map((keys) => ({
    max: 4,
    ...keys,
  })),
});

const sparkKeys = some({
  properties: fc.oneof(text, texts),
  class: text,
  jars: fc.array(text, { maxLength: 2 }),
  args: fewTexts,
}).map((keys) => ({ sparkSpec: { applicationFile: 'local:///a.py', ...keys } }));

export type Kind = 'container' | 'train' | 'deploy' | 'spark';

const ownKeys = (kind: Kind): fc.Arbitrary<Keys> =>
  ({ container: fc.constant({}), train: trainKeys, deploy: deployKeys, spark: sparkKeys })[kind] as fc.Arbitrary<Keys>;

export interface Task {
  readonly name: string;
  readonly kind: Kind;
}

/** What is mounted is a volume of the pod. */
function mounted({ volumeMounts, ...keys }: Keys): Keys {
  return keys['volumes'] === undefined || volumeMounts === undefined ? keys : { ...keys, volumeMounts };
}

export function task({ name: given, kind }: Task, artifacts: readonly string[]): fc.Arbitrary<Keys> {
  return fc
    .tuple(image(artifacts), workload, ownKeys(kind))
    .map(([from, common, own]) => ({ name: given, [kind]: { ...from, ...mounted(common), ...own } }));
}
