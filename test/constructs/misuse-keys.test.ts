import { App, Chart } from 'cdk8s';
import {
  Action,
  Artifact,
  Axon,
  AxonRuntime,
  AxonStore,
  Condition,
  ContainerTask,
  DagNode,
  DeployTask,
  DesiredModel,
  Image,
  ModelGraph,
  Routing,
  SearchSpace,
  Sensor,
  SparkTask,
  TrainTask,
  Trigger,
  Tuning,
  manifestsOf,
} from '../../lib/constructs';
import { wrong, wrongUse } from './wrong-use';

const image = Image.fromRegistry('i');

let app: App;
let chart: Chart;
let axon: Axon;
let prepare: ContainerTask;
let train: TrainTask;
let serve: DeployTask;

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation();
  app = new App();
  chart = new Chart(app, 'c');
  axon = new Axon(chart, 'a');
  prepare = new ContainerTask(axon, 'U', { image });
  train = new TrainTask(axon, 'T', { image });
  serve = new DeployTask(axon, 'D', { image });
});
afterEach(() => jest.restoreAllMocks());

/** Each fault that is told, where it is made or at synthesis. */
function faults(act: () => unknown): readonly string[] {
  const thrown = wrongUse(() => {
    act();
    manifestsOf(app);
  });
  return thrown.message.split('\n');
}

const sensor =
  (props: object, id = 's') =>
  () =>
    new Sensor(axon, id, wrong(props));

/** A graph with one model that a sensor deploys. */
function graph(props: object = {}): ModelGraph {
  const made = new ModelGraph(axon, 'g', wrong(props));
  new Sensor(axon, 's', { actions: [Action.deploy(made)] });
  return made;
}

describe('a key that nobody reads', () => {
  test('of an action', () => {
    expect(
      faults(sensor({ actions: [Action.execute(prepare), Action.train(train, wrong({ need: [prepare] }))] })),
    ).toEqual(['[c/a/Sensors/s] actions[1] there is no need, did you mean needs']);
    expect(faults(sensor({ actions: [Action.execute(prepare, wrong({ foo: 1 }))] }, 't'))).toEqual([
      '[c/a/Sensors/t] actions[0] there is no foo, there are env, needs, forEach, approval',
    ]);
  });

  test('of a sensor, its triggers and its conditions', () => {
    const triggers = [
      Trigger.failed(train, wrong({ wen: 'true' })),
      Trigger.rest('r', wrong({ token: 't' })),
      Trigger.calendar('0 3 * * *', wrong({ timezon: 'UTC' })),
      Trigger.alert('{{a}} > 1', wrong({ form: '1m' })),
      Trigger.succeeded(train, wrong(null)),
    ];
    const conditions = [Condition.expression(train, '{{a}} > 1', wrong({ nam: 'x' }))];
    expect(faults(sensor({ task: prepare, triggers, conditions, actions: [] }))).toEqual([
      '[c/a/Sensors/s] there is no task, there are name, triggers, actions, conditions, policy, when, filter, cooldown, ' +
        'debounce, concurrency, maxInFlight, deadLetter, suspend',
      '[c/a/Sensors/s] triggers[0] there is no wen, did you mean when',
      '[c/a/Sensors/s] triggers[1] there is no token, there are auth, when',
      '[c/a/Sensors/s] triggers[2] there is no timezon, did you mean timezone',
      '[c/a/Sensors/s] triggers[3] there is no form, did you mean for',
      '[c/a/Sensors/s] props of triggers[4] must be an object, got null',
      '[c/a/Sensors/s] conditions[0] there is no nam, did you mean name',
    ]);
  });

  test('of a graph, its models, backends, nodes and rules', () => {
    const made = graph({ rollout: [Routing.rollout([{ version: 0 }], wrong({ progresive: {} }))] });
    expect(faults(() => made.addModel('m', wrong({ selecton: 'best' })))).toEqual([
      '[c/a/Deployers/g] the model m there is no selecton, did you mean selection',
    ]);
    const model = made.addModel('m');
    expect(faults(() => model.addBackend('b', wrong({ deploy: serve, trainer: train })))).toEqual([
      '[c/a/Deployers/g] the backend b there is no trainer, did you mean train',
    ]);
    const backend = model.addBackend('b', { deploy: serve });
    model.addRouting(Routing.backends([{ backend }], wrong({ shadw: backend })));
    made.addRoute('/p', [DagNode.model(model, wrong({ dependency: [model] }))]);
    expect(faults(() => undefined)).toEqual([
      '[c/a/Deployers/g] rollout[0] there is no progresive, did you mean progressive',
      '[c/a/Deployers/g] a rule of the model m there is no shadw, did you mean shadow',
      '[c/a/Deployers/g] a node of /p there is no dependency, did you mean dependencies',
    ]);
    expect(faults(() => new ModelGraph(axon, 'h', wrong({ replica: 2 })))).toEqual([
      '[c/a/Deployers/h] there is no replica, did you mean replicas',
    ]);
  });

  test('of a desired model', () => {
    const props = { train, deploy: serve, trainer: train };
    expect(faults(() => new DesiredModel(axon, 'd', wrong(props)))).toEqual([
      '[c/a/Deployers/d] there is no trainer, did you mean train',
    ]);
  });

  test('of tasks, and of what they are made of: all at once, and no word of what is then missing', () => {
    new ContainerTask(axon, 'A', wrong({ imge: image }));
    new ContainerTask(axon, 'B', wrong({ image, foo: axon }));
    new DeployTask(
      axon,
      'C',
      wrong({
        image: Image.fromS2i('x', wrong({ contextdir: '/' })),
      }),
    );
    new SparkTask(axon, 'E', wrong({ applicationFile: 'local:///a.py', aplicationArgs: [] }));
    new TrainTask(axon, 'F', {
      image: Image.fromDockerfile('x', wrong({ src: '.' })),
      tuning: Tuning.hyperband(
        wrong({
          minBudget: 1,
          maxBudget: 9,
          itrations: 4,
          space: {
            rate: SearchSpace.float(0.001, 1, wrong({ logs: true })),
            kind: SearchSpace.categorical(['a'], wrong({ defualt: 'a' })),
          },
        }),
      ),
    });
    expect(faults(() => undefined)).toEqual([
      '[c/a/Tasks/A] there is no imge, did you mean image',
      '[c/a/Tasks/B] there is no foo',
      '[c/a/Tasks/C] image there is no contextdir, did you mean contextDir',
      '[c/a/Tasks/E] there is no aplicationArgs, did you mean applicationArgs',
      '[c/a/Tasks/F] image there is no src, there are source, buildLocation, checkImageExists, volumes, volumeMounts, dockerfile',
      '[c/a/Tasks/F] tuning there is no itrations, there are minBudget, maxBudget, space, numIteration, concurrency, ' +
        'reductionFactor, seed, warmStart, maxFailures, maxCost',
      '[c/a/Tasks/F] rate of the space there is no logs, did you mean log',
      '[c/a/Tasks/F] kind of the space there is no defualt, did you mean default',
    ]);
  });

  test('of an axon, its store and its artifacts', () => {
    const store = AxonStore.claim(wrong({ accessModes: ['ReadWriteMany'], storageClass: 'shared', size: '10Gi' }));
    const props = { egress: 'none', tasks: [], pullSecrets: ['x'], lock: 'x', store, volume: {} };
    expect(faults(() => new Axon(chart, 'b', wrong(props)))).toEqual([
      '[c/b] there is no egress, write network: { egress }',
      '[c/b] there is no tasks, make each of them within it: new TrainTask(axon, ...)',
      '[c/b] there is no pullSecrets, did you mean imagePullSecrets',
      '[c/b] there is no lock, did you mean imageLock',
      '[c/b] there is no volume, write store: AxonStore.volume(...)',
      '[c/b] store there is no storageClass, did you mean storageClassName',
      '[c/b] store there is no size, there are name, storageClassName, accessModes, storage',
    ]);
    expect(
      faults(() => axon.addArtifact(Artifact.local('x', wrong({ folder: '.', path: '/src', exclude: [] })))),
    ).toEqual(['[c/a] the artifact x there is no exclude, there are path, folder']);
  });

  test('of a runtime, beside options of a wrong kind and those that no cluster takes', () => {
    const props = { image: 'x:1', mesh: 'linkerd', prometheus: 5, replicas: -1, cluster: 'c', foo: 1 };
    expect(faults(() => new AxonRuntime(chart, 'rt', wrong(props)))).toEqual([
      '[c/rt] there is no foo',
      `[c/rt] mesh must be one of 'istio', 'gateway-api', 'none', got the text "linkerd"`,
      `[c/rt] cluster must be a Cluster, such as Cluster.fromFile('cluster.json'), got the text "c"`,
      '[c/rt] replicas must be a whole number that is not negative, got -1',
      '[c/rt] prometheus must be an address such as http://prometheus.monitoring.svc:9090, or { secret, key }, got 5',
    ]);
  });
});

describe('what is no plain data, and would lead back to itself', () => {
  const round = () => {
    const spec: Record<string, unknown> = { volumes: [] };
    spec['again'] = spec;
    return { spec };
  };

  test('within a task', () => {
    new ContainerTask(axon, 'A', { image, env: [{ name: 'A', value: wrong(axon) }], podPatch: round() });
    new TrainTask(axon, 'B', { image, network: { egress: wrong(train) }, args: wrong([image]) });
    expect(faults(() => undefined)).toEqual([
      '[c/a/Tasks/A] env[0].value must be plain data, got an Axon',
      '[c/a/Tasks/A] podPatch.spec.again must be plain data, got a plain object that holds itself',
      '[c/a/Tasks/B] network.egress must be plain data, got a TrainTask',
      '[c/a/Tasks/B] args[0] must be plain data, got an Image',
    ]);
  });

  test('within a sensor and a graph', () => {
    const made = graph();
    const model = made.addModel('m');
    const backend = model.addBackend('b', { deploy: serve });
    model.addRouting(Routing.backends([{ backend, weight: wrong(model) }]));
    expect(faults(sensor({ cooldown: train, actions: [Action.train(train, { env: wrong([serve]) })] }, 't'))).toEqual([
      '[c/a/Deployers/g] models.m.routing[0].destinations[0].weight must be plain data, got a Model',
      '[c/a/Sensors/t] cooldown must be plain data, got a TrainTask',
      '[c/a/Sensors/t] actions[0].env[0] must be plain data, got a DeployTask',
    ]);
  });

  test('within an axon and a runtime', () => {
    const props = { labels: { team: axon }, podPatch: round(), store: AxonStore.volume({ hostPath: axon }) };
    expect(faults(() => new Axon(chart, 'b', wrong(props)))).toEqual([
      '[c/b] labels.team must be plain data, got an Axon',
      '[c/b] podPatch.spec.again must be plain data, got a plain object that holds itself',
      '[c/b] store.hostPath must be plain data, got an Axon',
    ]);
    expect(faults(() => new AxonRuntime(chart, 'rt', wrong({ podPatch: round() })))).toEqual([
      '[c/rt] podPatch.spec.again must be plain data, got a plain object that holds itself',
    ]);
  });

  test('one object in two places is plain', () => {
    const shared = { metadata: { labels: { team: 'vision' } } };
    new ContainerTask(axon, 'A', { image, podPatch: shared });
    new Axon(chart, 'b', { podPatch: shared });
    expect(axon.spec.spec.tasks.map(({ name }) => name)).toEqual(['U', 'T', 'D', 'A']);
  });
});

test('a comparison takes a number, whatever it is for', () => {
  const accuracy = train.metric('accuracy');
  const triggers = [
    Trigger.succeeded(train, { when: accuracy.below(wrong(null)) }),
    Trigger.alert(serve.metric('accuracy').averageOver('5m').atMost(Number.NaN)),
    Trigger.alert(accuracy.above(wrong('0.9'))),
  ];
  const when = accuracy.above(wrong(undefined)).and(accuracy.atLeast(wrong('0.9')));
  expect(faults(sensor({ triggers, when, actions: [Action.train(train)] }))).toEqual([
    '[c/a/Sensors/s] below takes a number, got null',
    '[c/a/Sensors/s] atMost takes a number, got NaN',
    '[c/a/Sensors/s] above takes a number, got the text "0.9"',
    '[c/a/Sensors/s] above takes a number, got undefined',
    '[c/a/Sensors/s] atLeast takes a number, got the text "0.9"',
  ]);
  const condition = Condition.metric(accuracy.above(wrong('0.9')));
  expect(faults(() => new Sensor(axon, 't', { conditions: [condition], actions: [Action.train(train)] }))).toEqual([
    '[c/a/Sensors/t] above takes a number, got the text "0.9"',
  ]);
});

test('every trigger that listens to nothing is told with its place', () => {
  const triggers = [Trigger.succeeded(wrong('T')), Trigger.failed(wrong(undefined)), Trigger.finished(wrong(5))];
  expect(faults(sensor({ triggers, actions: [Action.train(train)] }))).toEqual([
    '[c/a/Sensors/s] what triggers[0] listens to must be a task or a deployer, got the text "T"',
    '[c/a/Sensors/s] what triggers[1] listens to must be a task or a deployer, got undefined',
    '[c/a/Sensors/s] what triggers[2] listens to must be a task or a deployer, got 5',
  ]);
});

test('an action waits for what its sensor starts', () => {
  const made = new ModelGraph(axon, 'g');
  const actions = [Action.train(train, { needs: [prepare, made] }), Action.execute(prepare, { needs: [train] })];
  expect(faults(sensor({ actions: actions.slice(0, 1) }))).toEqual([
    '[c/a/Sensors/s] actions[0].needs has U, which no action of the sensor starts: add Action.execute(U) to the actions',
    '[c/a/Sensors/s] actions[0].needs has g, which no action of the sensor starts: add Action.deploy(g) to the actions',
    '[c/a/Deployers/g] no sensor deploys it: give Action.deploy(...) of it to one',
  ]);
});

test('what a claim says is told at its own prop', () => {
  const said = (store: AxonStore) =>
    new Axon(new Chart(app, `d${chart.node.root.node.children.length}`), 'x', { store }).issues.flatMap((one) =>
      one.severity === 'error' ? [`${one.said?.property.join('.')} ${one.message}`] : [],
    );
  expect(said(AxonStore.claim({ accessModes: wrong('ReadWriteMany'), storage: '10GB' }))).toEqual([
    'store.accessModes expected a list, got "ReadWriteMany"',
    'store.storage expected a quantity such as 500m, 2 or 1.5Gi, got "10GB"',
  ]);
  expect(said(AxonStore.claimTemplate({ spec: { accessModes: 'ReadWriteMany' } }))).toEqual([
    'store.spec.accessModes expected a list, got "ReadWriteMany"',
  ]);
});
