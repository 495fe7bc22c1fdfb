import { App, Chart } from 'cdk8s';
import {
  Action,
  Axon,
  AxonStore,
  ContainerTask,
  DagNode,
  DeployTask,
  Image,
  Metric,
  ModelGraph,
  Objective,
  Sensor,
  TrainTask,
  Trigger,
  Tuning,
  SearchSpace,
  Routing,
} from '../../lib/constructs';

const image = Image.fromRegistry('i');

/** What an axon that a program writes says of itself: message, and hint after `>`. */
function said(write: (axon: Axon) => void, props: object = {}): readonly string[] {
  const axon = new Axon(new Chart(new App(), 'chart'), 'digits', {
    onWarnings: () => undefined,
    runtimeImage: 'r:1',
    ...props,
  });
  write(axon);
  return axon.issues.map(({ message, hint }) => (hint === undefined ? message : `${message} > ${hint}`));
}

test('a program is told of an image in its own words', () => {
  expect(said((axon) => void new ContainerTask(axon, 'Prepare', {}))).toEqual([
    'the container task Prepare has no image > add image: Image.fromRegistry(...), Image.fromDockerfile(...) or Image.fromS2i(...)',
  ]);
});

test('of objectives', () => {
  expect(
    said((axon) => {
      const tuning = Tuning.randomSearch({ minBudget: 1, maxBudget: 3, space: { rate: SearchSpace.float(0, 1) } });
      new TrainTask(axon, 'Tuned', { image, tuning });
    }),
  ).toEqual([
    'Tuned searches hyperparameters but has no objective > add objective: Objective.minimize(...), or Objective.maximize(...) if more is better',
  ]);
  expect(
    said((axon) => {
      new TrainTask(axon, 'Scored', { image, objective: Objective.metric('accuracy') });
    }),
  ).toEqual([
    'accuracy is named like a score, but less of it counts as better > write Objective.maximize(...), or Objective.minimize(...) if that is meant',
    'digits has no sensors, so nothing ever starts by itself > add a Sensor or a DesiredModel, or start its tasks by hand',
  ]);
});

test('of actions and triggers', () => {
  expect(
    said((axon) => {
      const report = new ContainerTask(axon, 'Report', { image });
      new ContainerTask(axon, 'Idle', { image });
      const train = new TrainTask(axon, 'Train', { image, metrics: [Metric.gauge('accuracy')] });
      const never = new TrainTask(axon, 'Never', { image });
      new DeployTask(axon, 'Serve', { image });
      new Sensor(axon, 'start', {
        triggers: [Trigger.onStart()],
        actions: [Action.train(report as never), Action.train(train)],
      });
      new Sensor(axon, 'waits', { triggers: [Trigger.succeeded(never)], actions: [Action.execute(report)] });
      new Sensor(axon, 'gated', {
        triggers: [Trigger.rest('go')],
        when: 'metrics.accuracy > 1',
        actions: [Action.execute(report)],
      });
    }),
  ).toEqual([
    'Action.train starts Report, a container task that reports no metrics > start it with Action.execute, or make it a TrainTask',
    'Never-succeeded never fires, no sensor starts Never > start it with Action.train in a sensor',
    'no sensor starts the task Idle > start it with Action.execute in a sensor',
    'no sensor starts the task Serve > give it to a backend: addBackend(name, { deploy })',
    'metrics.accuracy > 1 can never hold, no trigger of gated brings metrics > add Trigger.succeeded of Train',
    "digits says nothing of its store, so the claim digits-axon-store asks for 1Gi of ReadWriteOnce, and all pods of digits run on the one node that mounts it > write AxonStore.claim({ accessModes: ['ReadWriteMany'] }) if the storage class can do it",
  ]);
});

test('of graphs', () => {
  expect(
    said((axon) => {
      const train = new TrainTask(axon, 'Train', { image });
      const deploy = new DeployTask(axon, 'Serve', { image });
      const graph = new ModelGraph(axon, 'api', { rollout: [Routing.rollout([{ index: 0.5, weight: 1 } as never])] });
      const model = graph.addModel('m');
      model.addBackend('a', { train, deploy });
      graph.addRoute('/predict', [model]);
      new Sensor(axon, 'start', { actions: [Action.train(train), Action.deploy(graph)] });
    }),
  ).toEqual(['version is missing, expected a number', 'unknown key index > known keys are version, weight']);
  expect(
    said((axon) => {
      const train = new TrainTask(axon, 'Train', { image });
      const deploy = new DeployTask(axon, 'Serve', { image });
      const graph = new ModelGraph(axon, 'api');
      const [m, n, unused] = ['m', 'n', 'unused'].map((name) => graph.addModel(name, { selection: 'best' }));
      for (const model of [m!, n!, unused!]) model.addBackend('a', { train, deploy });
      m!.addBackend('b', { train, deploy });
      m!.addBackend('c', { train, deploy });
      graph.addRoute('/both', [m!, n!]);
      new Sensor(axon, 'start', { actions: [Action.train(train), Action.deploy(graph)] });
    }),
  ).toEqual([
    'the model m has 3 backends and no routing > share the traffic: addRouting(Routing.backends([...])) with a weight for a, b, c',
    'the route /both has 2 models on which nobody depends: m, n > one of them must depend on the others',
    'Train has no objective, so best means latest > add an objective to Train, or write latest',
    'Train has no objective, so best means latest > add an objective to Train, or write latest',
    'Train has no objective, so best means latest > add an objective to Train, or write latest',
  ]);
  expect(
    said((axon) => {
      const train = new TrainTask(axon, 'Train', { image });
      const deploy = new DeployTask(axon, 'Serve', { image });
      const graph = new ModelGraph(axon, 'api');
      const [m, unused] = ['m', 'unused'].map((name) => graph.addModel(name));
      for (const model of [m!, unused!]) model.addBackend('a', { deploy });
      graph.addRoute('/one', [m!]);
      new Sensor(axon, 'again', {
        triggers: [Trigger.succeeded(train)],
        cooldown: '1h',
        actions: [Action.train(train)],
      });
      new Sensor(axon, 'start', { actions: [Action.deploy(graph)] });
    }).slice(0, 2),
  ).toEqual([
    'no route of api asks the model unused > add it to a route with addRoute, or remove it',
    'again never fires, only sensors that never fire start Train > start Train on Trigger.onStart, Trigger.rest or Trigger.calendar',
  ]);
  expect(
    said((axon) => {
      const deploy = new DeployTask(axon, 'Serve', { image });
      const graph = new ModelGraph(axon, 'api');
      const m = graph.addModel('m');
      const n = graph.addModel('other');
      for (const model of [m, n]) model.addBackend('a', { deploy });
      graph.addRoute('/twice', [m, m]);
      graph.addRoute('/lost', [DagNode.model(m, { dependencies: [n] })]);
      new Sensor(axon, 'start', { actions: [Action.deploy(graph)] });
    }),
  ).toEqual([
    'the model m is twice in one route > list its dependencies in one node',
    'unknown dependency other > add a node for other to this route',
  ]);
});

test('of the store', () => {
  expect(
    said(
      (axon) => {
        new ContainerTask(axon, 'A', { image });
        new ContainerTask(axon, 'B', { image });
      },
      { store: AxonStore.claim({ accessModes: ['ReadWriteOnce'] }) },
    ),
  ).toEqual([
    "the store digits-axon-store is mounted by one node only, so all pods of digits run on that node > use accessModes: ['ReadWriteMany'] if the storage class can do it",
    'digits has no sensors, so nothing ever starts by itself > add a Sensor or a DesiredModel, or start its tasks by hand',
  ]);
});
