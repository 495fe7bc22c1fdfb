import { App, Chart } from 'cdk8s';
import {
  Action,
  Artifact,
  Axon,
  AxonRuntime,
  AxonStore,
  DeployTask,
  Gate,
  Image,
  manifestsOf,
  ModelGraph,
  Objective,
  Sensor,
  TrainTask,
  Trigger,
  writeManifests,
} from '../../lib/constructs';
import { wrong, wrongUse } from './wrong-use';

const image = Image.fromRegistry('i');

let app: App;
let chart: Chart;

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation();
  app = new App();
  chart = new Chart(app, 'chart', { namespace: 'lab' });
});
afterEach(() => jest.restoreAllMocks());

function fault(act: () => unknown): string {
  return wrongUse(act).message;
}

test.each<[object, string]>([
  [{ mesh: 'linkerd' }, `mesh must be one of 'istio', 'gateway-api', 'none', got the text "linkerd"`],
  [{ monitoring: 'all' }, `monitoring must be one of 'annotations', 'pod-monitor', 'none', got the text "all"`],
  [{ readOnlyRoot: 'yes' }, 'readOnlyRoot must be true or false, got the text "yes"'],
  [{ gatewayClass: 5 }, 'gatewayClass must be the name of a GatewayClass, got 5'],
  [{ domain: 'Not a domain' }, 'domain must be a domain such as example.com, got the text "Not a domain"'],
  [
    { cluster: 'cluster.json' },
    `cluster must be a Cluster, such as Cluster.fromFile('cluster.json'), got the text "cluster.json"`,
  ],
  [
    { runtimeImage: image },
    'runtimeImage must be an image as text, such as registry.example.com/myelin-runtime:1, got an Image',
  ],
  [{ tls: 'models-tls' }, `tls must be an object such as { secretName: 'models-tls' }, got the text "models-tls"`],
  [{ user: -1 }, 'user must be a whole number of 0 or more, got -1'],
  [{ surroundings: { calers: [] } }, 'surroundings has no calers, did you mean callers'],
  [{ surroundings: 'istio' }, 'surroundings must be an object, got the text "istio"'],
])('an axon with %j', (options, expected) => {
  expect(fault(() => new Axon(chart, 'one', wrong(options)))).toBe(`[chart/one] ${expected}`);
});

test('a runtime has the same options, and an image as text', () => {
  expect(fault(() => new AxonRuntime(chart, 'runtime', wrong({ image })))).toBe(
    '[chart/runtime] image must be an image as text, such as registry.example.com/myelin-runtime:1, got an Image',
  );
  expect(fault(() => new AxonRuntime(chart, 'r', wrong({ mesh: 'linkerd' })))).toBe(
    `[chart/r] mesh must be one of 'istio', 'gateway-api', 'none', got the text "linkerd"`,
  );
  expect(fault(() => new AxonRuntime(chart, 's', { namespace: 'My NS' }))).toBe(
    '[chart/s] the namespace must be lower case letters, digits and "-", got the text "My NS"',
  );
});

test('one runtime for a namespace of a chart, and its image is told if nobody has built it', () => {
  new AxonRuntime(chart, 'runtime');
  expect(fault(() => new AxonRuntime(chart, 'second'))).toBe(
    '[chart/second] another runtime of its chart is that of the same namespace: chart/runtime',
  );
  manifestsOf(app);
  expect(jest.mocked(console.warn).mock.calls).toEqual([
    [
      `[chart/runtime]
warning MYL5001 the image of the runtime has not been built, its pods are written with myelin-runtime:unbuilt
  hint: build and push it with myelin build, and give image or imageLock
1 warning`,
    ],
  ]);
});

test('two axons of one name in one namespace, in two charts', () => {
  new Axon(chart, 'one');
  new Axon(new Chart(app, 'other', { namespace: 'lab' }), 'one');
  new Axon(new Chart(app, 'elsewhere', { namespace: 'prod' }), 'one');
  manifestsOf(app);
  expect(jest.mocked(console.warn).mock.calls).toEqual([
    [
      `[other/one]
warning MYL5006 [other/one] name the axon chart/one has the name one in the same namespace, so both write the same objects
  hint: rename one of them, unless each is for a cluster of its own
1 warning`,
    ],
  ]);
});

test('parts of an axon that are made of nothing', () => {
  const axon = new Axon(chart, 'one');
  const train = new TrainTask(axon, 'Train', { image });
  const graph = new ModelGraph(axon, 'api');
  expect([
    fault(() => train.metric(wrong(undefined))),
    fault(() => axon.task('Train', wrong(undefined))),
    fault(() => axon.addArtifact(Artifact.git('s', wrong(undefined)))),
    fault(() => graph.addModel('m', wrong('best'))),
    fault(() => manifestsOf(wrong(undefined))),
    fault(() => writeManifests(wrong('x'), 'out')),
  ]).toEqual([
    '[chart/one/Tasks/Train] the name of a metric must be text, got undefined',
    '[chart/one] the kind of the task Train must be a class of a Task, got undefined',
    '[chart/one] props of the artifact s must be an object, got undefined',
    '[chart/one/Deployers/api] props of the model m must be an object, got the text "best"',
    '[app] manifestsOf needs an App, got undefined',
    '[app] writeManifests needs what manifestsOf(app) gives, got the text "x"',
  ]);
});

test('an objective without a metric, and a gate of what is none, are told where they are used', () => {
  const axon = new Axon(chart, 'one');
  const train = new TrainTask(axon, 'Train', { image, objective: Objective.maximize(wrong(undefined)) });
  expect(fault(() => axon.issues)).toBe(
    '[chart/one/Tasks/Train] the metric of the objective must be text, got undefined',
  );
  const other = new Axon(chart, 'two');
  const task = new TrainTask(other, 'Train', { image });
  const when = Gate.all(wrong(3), 'true').and('false');
  new Sensor(other, 's', { triggers: [Trigger.succeeded(task, { when })], actions: [Action.train(task)] });
  expect(train.name).toBe('Train');
  expect(fault(() => other.issues)).toBe('[chart/two/Sensors/s] what && joins must be a Gate or CEL as text, got 3');
});

test('triggers of one kind without names are numbered', () => {
  const axon = new Axon(chart, 'one');
  const train = new TrainTask(axon, 'Train', { image });
  new Sensor(axon, 's', {
    triggers: [
      Trigger.calendar('0 3 * * *'),
      Trigger.alert('{{a}} > 1'),
      Trigger.calendar('0 4 * * *', { name: 'four' }),
      Trigger.calendar('0 5 * * *'),
      Trigger.alert('{{a}} > 2'),
    ],
    actions: [Action.train(train)],
  });
  expect(axon.spec.spec.sensors[0]?.triggers.map(({ name }) => name)).toEqual([
    'calendar',
    'alert',
    'four',
    'calendar-2',
    'alert-2',
  ]);
});

test.each<[object, string]>([
  [
    { domain: 'example.com' },
    'MYL5007 the world asks api of one under example.com in plain HTTP, and anyone may, feedback included',
  ],
  [{ domain: 'example.com', tls: { secretName: 'models-tls' } }, ''],
  [
    { domain: 'example.com', mesh: 'none' },
    'MYL5008 the domain example.com has no effect without a mesh, nobody from outside reaches one',
  ],
  [{ tls: { secretName: 'models-tls' } }, 'MYL5008 the certificate models-tls has no effect without a domain'],
])('the door of an axon with %j', (options, expected) => {
  const store = AxonStore.claim({ accessModes: ['ReadWriteMany'] });
  const axon = new Axon(chart, 'one', { ...options, store, runtimeImage: 'r:1' });
  const train = new TrainTask(axon, 'Train', { image });
  const graph = new ModelGraph(axon, 'api');
  const model = graph.addModel('m');
  model.addBackend('b', { train, deploy: new DeployTask(axon, 'Serve', { image }) });
  graph.addRoute('/p', [model]);
  new Sensor(axon, 's', { actions: [Action.train(train), Action.deploy(graph)] });
  expect(axon.issues.map(({ code, message }) => `${code} ${message}`).join('\n')).toBe(expected);
});
