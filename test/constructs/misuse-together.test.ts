import { App, Chart } from 'cdk8s';
import {
  Action,
  Axon,
  AxonRuntime,
  ContainerTask,
  DeployTask,
  DesiredModel,
  Gate,
  Image,
  Metric,
  ModelGraph,
  Routing,
  Sensor,
  TrainTask,
  Trigger,
  Tuning,
} from '../../lib/constructs';
import { AXON_KEYS } from '../../lib/constructs/axon-props';
import { RUNTIME_KEYS } from '../../lib/constructs/runtime/runtime-props';
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

/** Each fault that one error tells. */
function faults(act: () => unknown): readonly string[] {
  const thrown = wrongUse(act);
  const lines = thrown.faults.map(({ construct, fault }) => `[${construct}] ${fault}`);
  expect(thrown.message).toBe(lines.join('\n'));
  expect(thrown.construct).toBe(thrown.faults[0]?.construct);
  return lines;
}

test('all options of an axon', () => {
  const options = {
    mesh: 'linkerd',
    user: -1,
    store: {},
    artifacts: ['a', 'b'],
    surroundings: { calers: [], meshNs: '' },
  };
  expect(faults(() => new Axon(chart, 'one', wrong(options)))).toEqual([
    `[chart/one] mesh must be one of 'istio', 'gateway-api', 'none', got the text "linkerd"`,
    '[chart/one] user must be a whole number of 0 or more, got -1',
    '[chart/one] surroundings has no calers, did you mean callers',
    '[chart/one] surroundings has no meshNs, there are runtimeAccount, callers, monitoringNamespace, meshNamespace, ' +
      'ingressNamespace, ingressAccount, ingressLabels, accountEgress, clusterCidrs, apiServer',
    '[chart/one] store must be an AxonStore, such as AxonStore.claim(...), got a plain object',
    '[chart/one] artifacts[0] must be an Artifact, such as Artifact.git(...), got the text "a"',
    '[chart/one] artifacts[1] must be an Artifact, such as Artifact.git(...), got the text "b"',
  ]);
});

test('a key that is nearly one of the props, since it would have no effect', () => {
  expect(faults(() => new Axon(chart, 'one', wrong({ domian: 'example.com', suspended: true, user: -1 })))).toEqual([
    '[chart/one] there is no domian, did you mean domain',
    '[chart/one] there is no suspended, did you mean suspend',
    '[chart/one] user must be a whole number of 0 or more, got -1',
  ]);
  expect(faults(() => new AxonRuntime(chart, 'r', wrong({ replica: 2, secret: [] })))).toEqual([
    '[chart/r] there is no replica, did you mean replicas',
    '[chart/r] there is no secret, did you mean secrets',
  ]);
  const axon = new Axon(chart, 'two');
  const train = new TrainTask(axon, 'Train', { image });
  expect(faults(() => new Sensor(axon, 's', wrong({ action: [Action.train(train)], trigger: [] })))).toEqual([
    '[chart/two/Sensors/s] there is no action, did you mean actions',
    '[chart/two/Sensors/s] there is no trigger, did you mean triggers',
  ]);
});

test('options that an axon and a runtime share are no fault of either', () => {
  const shared = Object.fromEntries(Object.keys({ ...AXON_KEYS, ...RUNTIME_KEYS }).map((key) => [key, undefined]));
  const axon = new Axon(chart, 'one', wrong(shared));
  const runtime = new AxonRuntime(chart, 'runtime', wrong({ ...shared, namespace: 'lab' }));
  expect([axon.node.id, runtime.node.id]).toEqual(['one', 'runtime']);
});

test('all options of a runtime: those of which it knows the kind, then those that no cluster takes', () => {
  expect(faults(() => new AxonRuntime(chart, 'a', wrong({ mesh: 'x', admission: 1, namespace: 'My NS' })))).toEqual([
    `[chart/a] mesh must be one of 'istio', 'gateway-api', 'none', got the text "x"`,
    '[chart/a] admission must be true or false, got 1',
    '[chart/a] the namespace must be lower case letters, digits and "-", got the text "My NS"',
  ]);
  const props = { replicas: -1, secrets: ['a', 'a'], prometheus: 'prometheus', webhook: 'hook' };
  expect(faults(() => new AxonRuntime(chart, 'b', wrong(props)))).toEqual([
    '[chart/b] replicas must be a whole number that is not negative, got -1',
    '[chart/b] secrets must be different, got a twice',
    '[chart/b] prometheus must be an address such as http://prometheus.monitoring.svc:9090, or { secret, key }, got the text "prometheus"',
    '[chart/b] webhook must be an address such as http://prometheus.monitoring.svc:9090, or { secret, key }, got the text "hook"',
  ]);
});

describe('of one axon', () => {
  let axon: Axon;
  let train: TrainTask;
  beforeEach(() => {
    axon = new Axon(chart, 'one');
    train = new TrainTask(axon, 'Train', { image });
  });

  test('all that a sensor is given', () => {
    const stranger = new TrainTask(new Axon(chart, 'other'), 'Train', { image });
    const props = {
      triggers: [train, Trigger.succeeded(train), 7],
      actions: [Action.train(stranger), Action.train(train)],
    };
    expect(faults(() => new Sensor(axon, 's', wrong({ ...props, conditions: 'c' })))).toEqual([
      '[chart/one/Sensors/s] triggers[0] must be a Trigger, such as Trigger.succeeded(task), got a TrainTask',
      '[chart/one/Sensors/s] triggers[2] must be a Trigger, such as Trigger.succeeded(task), got 7',
      '[chart/one/Sensors/s] chart/other/Tasks/Train belongs to the axon other, not to one',
      '[chart/one/Sensors/s] conditions must be a list, got the text "c"',
    ]);
  });

  test('all tasks of a desired model, and of a backend', () => {
    expect(faults(() => new DesiredModel(axon, 'd', wrong({ prepare: [1], train: 'Train', deploy: train })))).toEqual([
      '[chart/one/Deployers/d] prepare[0] must be a task that ends, got 1',
      '[chart/one/Deployers/d] train must be a TrainTask, got the text "Train"',
      '[chart/one/Deployers/d] deploy must be a DeployTask, got a TrainTask',
    ]);
    const model = new ModelGraph(axon, 'g').addModel('m');
    expect(faults(() => model.addBackend('b', wrong({ train: 'Train' })))).toEqual([
      '[chart/one/Deployers/g] deploy of the backend b must be a DeployTask, got undefined',
      '[chart/one/Deployers/g] train of the backend b must be a TrainTask, got the text "Train"',
    ]);
  });

  test('what its constructs say is asked of all of them together, and of the other axons of the app', () => {
    new ContainerTask(axon, 'A', { image: wrong('a') });
    new TrainTask(axon, 'B', {
      image: wrong('b'),
      metrics: [wrong('accuracy'), Metric.gauge('loss')],
      objective: wrong('loss'),
      tuning: Tuning.grid(wrong({ space: { rate: [0, 1], size: 3 } })),
    });
    const graph = new ModelGraph(axon, 'g', { rollout: wrong([{ weight: 100 }]) });
    graph.addModel('m').addRouting(Routing.backends(wrong([{ backend: 'b' }])));
    new Sensor(axon, 's', {
      triggers: [Trigger.onStart(), Trigger.alert(wrong(7))],
      when: Gate.all(wrong(1), wrong(2)),
      actions: [Action.deploy(graph)],
    });
    new ModelGraph(axon, 'idle');
    const other = new Axon(chart, 'other');
    new DeployTask(other, 'Serve', { image: wrong(null) });
    new ModelGraph(other, 'unused');
    new Axon(chart, 'broken', { name: 'Not A Name' });
    expect(faults(() => app.synthYaml())).toEqual([
      '[chart/one/Tasks/A] image must be an Image, such as Image.fromRegistry(...), got the text "a"',
      '[chart/one/Tasks/B] image must be an Image, such as Image.fromRegistry(...), got the text "b"',
      '[chart/one/Tasks/B] metrics[0] must be a Metric, such as Metric.gauge(...), got the text "accuracy"',
      '[chart/one/Tasks/B] objective must be an Objective, got the text "loss"',
      '[chart/one/Tasks/B] rate of the space must be a SearchSpace, got a list',
      '[chart/one/Tasks/B] size of the space must be a SearchSpace, got 3',
      '[chart/one/Sensors/s] Trigger.onStart() stands alone, a sensor fires at the start or by events',
      '[chart/one/Sensors/s] the condition of an alert must be a comparison of a metric or PromQL as text, got 7',
      '[chart/one/Deployers/g] rollout[0] must be a rule of Routing.rollout, got a plain object',
      '[chart/one/Deployers/g] a destination of the model m must be a Backend, got the text "b"',
      '[chart/one/Sensors/s] what && joins must be a Gate or CEL as text, got 1',
      '[chart/one/Sensors/s] what && joins must be a Gate or CEL as text, got 2',
      '[chart/one/Deployers/idle] no sensor deploys it: give Action.deploy(...) of it to one',
      '[chart/other/Tasks/Serve] image must be an Image, such as Image.fromRegistry(...), got null',
      '[chart/other/Deployers/unused] no sensor deploys it: give Action.deploy(...) of it to one',
    ]);
  });
});

test('wrong uses of all axons come before the issues of the axon that is checked first', () => {
  new Axon(chart, 'broken', { name: 'Not A Name' });
  const one = new Axon(chart, 'one');
  new ContainerTask(one, 'A', { image: wrong('a') });
  new ModelGraph(one, 'idle');
  const other = new Axon(chart, 'other');
  new DeployTask(other, 'Serve', { image: wrong(null) });
  new ModelGraph(other, 'unused');
  expect(faults(() => app.synthYaml())).toEqual([
    '[chart/one/Tasks/A] image must be an Image, such as Image.fromRegistry(...), got the text "a"',
    '[chart/one/Deployers/idle] no sensor deploys it: give Action.deploy(...) of it to one',
    '[chart/other/Tasks/Serve] image must be an Image, such as Image.fromRegistry(...), got null',
    '[chart/other/Deployers/unused] no sensor deploys it: give Action.deploy(...) of it to one',
  ]);
});
