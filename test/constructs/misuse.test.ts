import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Action,
  Artifact,
  Axon,
  AxonStore,
  Condition,
  ContainerTask,
  DeployTask,
  DesiredModel,
  Gate,
  Image,
  Metric,
  ModelGraph,
  Routing,
  Sensor,
  type SensorProps,
  TrainTask,
  Trigger,
  Tuning,
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
  chart = new Chart(app, 'chart');
  axon = new Axon(chart, 'one');
  prepare = new ContainerTask(axon, 'Prepare', { image });
  train = new TrainTask(axon, 'Train', { image });
  serve = new DeployTask(axon, 'Serve', { image });
});
afterEach(() => jest.restoreAllMocks());

function fault(act: () => unknown): string {
  return wrongUse(act).message;
}

describe('where a construct is made', () => {
  test('an axon needs a chart, and what is within an axon needs one', () => {
    expect(fault(() => new Axon(app, 'x'))).toBe('[x] an Axon must be made within a Chart');
    expect(fault(() => new TrainTask(chart, 'Train', { image }))).toBe(
      '[chart] the train task Train must be made within an Axon',
    );
    expect(fault(() => new Sensor(chart, 's', {}))).toBe('[chart] the sensor s must be made within an Axon');
    expect(fault(() => new ModelGraph(chart, 'g'))).toBe('[chart] the model graph g must be made within an Axon');
  });

  test('the scope is a construct', () => {
    expect(fault(() => new Axon(wrong('chart'), 'x'))).toBe(
      '[x] the scope of the axon x must be a construct, got the text "chart"',
    );
    expect(fault(() => new ContainerTask(wrong(undefined), 'T', { image }))).toBe(
      '[T] the scope of the container task T must be a construct, got undefined',
    );
  });

  test('an id is a name without a slash, used once', () => {
    expect(fault(() => new Axon(chart, 'a/b'))).toBe('[chart] the id of the axon must not have a slash, got a/b');
    expect(fault(() => Axon.fromYaml(chart, 'a/b', 'nowhere.yaml'))).toBe(
      '[chart] the id of the axon must not have a slash, got a/b',
    );
    expect(fault(() => new TrainTask(axon, 'a/b', { image }))).toBe(
      '[chart/one] the id of the train task must not have a slash, got a/b',
    );
    expect(fault(() => new Sensor(axon, wrong(7), {}))).toBe('[chart/one] the id of the sensor must be a name, got 7');
    expect(fault(() => new ContainerTask(axon, 'Train', { image }))).toBe(
      '[chart/one/Tasks] there is already a construct with the id Train',
    );
    expect(fault(() => new Axon(chart, 'one', { name: 'other' }))).toBe(
      '[chart] there is already a construct with the id one',
    );
  });

  test('two axons of a chart have two names', () => {
    expect(fault(() => new Axon(chart, 'two', { name: 'one' }))).toBe(
      '[chart/two] another axon of its chart has the name one: chart/one',
    );
    expect(new Axon(new Chart(app, 'other'), 'two', { name: 'one' }).spec.metadata.name).toBe('one');
    expect(new Axon(chart, 'three', { name: 'one', namespace: 'elsewhere' }).spec.metadata.name).toBe('one');
  });

  test('objects of two axons of a chart have two names', () => {
    const beside = new Chart(new App(), 'chart');
    new ContainerTask(new Axon(beside, 'a'), 'b-c', { image });
    const later = new Axon(beside, 'a-b');
    new ContainerTask(later, 'c', { image });
    expect(later.issues.filter(({ severity }) => severity === 'error')).toMatchObject([
      {
        code: 'MYL1012',
        message: 'the task b-c of a and the task c of a-b would both have a CronJob a-b-c',
        said: { construct: 'chart/a-b/Tasks/c' },
      },
    ]);
  });

  test('a name that JavaScript keeps for itself is a name like any other', () => {
    new ContainerTask(axon, 'constructor', { image });
    new Sensor(axon, 'toString', { actions: [Action.execute(prepare)] });
    expect(axon.spec.spec.tasks.map(({ name }) => name)).toContain('constructor');
    expect(axon.node.findChild('Tasks').node.findChild('constructor_')).toBeInstanceOf(ContainerTask);
    expect(chart.toJson().map(({ metadata }) => metadata.name)).toContain('one-constructor');
  });
});

describe('what a construct is given', () => {
  test('props are an object', () => {
    expect(fault(() => new TrainTask(axon, 'T', wrong(undefined)))).toBe(
      '[chart/one/Tasks/T] props must be an object, got undefined',
    );
    expect(fault(() => new Sensor(axon, 's', wrong('x')))).toBe(
      '[chart/one/Sensors/s] props must be an object, got the text "x"',
    );
    expect(fault(() => new Axon(chart, 'two', wrong(null)))).toBe('[chart/two] props must be an object, got null');
  });

  test('a sensor starts actions and listens to triggers, of tasks and deployers', () => {
    const told = (id: string, props: object) => fault(() => new Sensor(axon, id, props));
    expect(told('1', { actions: ['Train'] })).toBe(
      '[chart/one/Sensors/1] actions[0] must be an Action, such as Action.train(task), got the text "Train"',
    );
    expect(told('2', { triggers: train })).toBe('[chart/one/Sensors/2] triggers must be a list, got a TrainTask');
    expect(told('a', { triggers: [Trigger.succeeded(wrong('Train'))] })).toBe(
      '[chart/one/Sensors/a] what triggers[0] listens to must be a task or a deployer, got the text "Train"',
    );
    expect(told('b', { actions: [Action.train(wrong('Train'))] })).toBe(
      '[chart/one/Sensors/b] the task of actions[0] must be a task that ends, got the text "Train"',
    );
    expect(told('c', { actions: [Action.execute(wrong(serve))] })).toBe(
      '[chart/one/Sensors/c] the task of actions[0] must be a task that ends, got a DeployTask',
    );
    expect(told('d', { actions: [Action.deploy(wrong(serve))] })).toBe(
      '[chart/one/Sensors/d] the deployer of actions[0] must be a ModelGraph, got a DeployTask',
    );
    expect(told('e', { actions: [Action.train(train, { needs: wrong(['Prepare']) })] })).toBe(
      '[chart/one/Sensors/e] actions[0].needs[0] must be a task or a ModelGraph, got the text "Prepare"',
    );
    expect(told('f', { conditions: [Condition.metric(wrong('{{accuracy}} > 0.9'))] })).toBe(
      '[chart/one/Sensors/f] what conditions[0] compares must be a metric of a task, or a task, got undefined',
    );
  });

  test('gates and alerts are made of metrics, or are text', () => {
    const told = (props: object) => {
      const sensor = new Sensor(axon, 's', { actions: [Action.train(train)], ...props });
      expect(sensor.name).toBe('s');
      return fault(() => axon.issues);
    };
    expect(told({ when: 0.9 })).toBe('[chart/one/Sensors/s] when must be a Gate or CEL as text, got 0.9');
  });

  describe('a gate reads the metrics of the task that it was made of', () => {
    let other: TrainTask;
    let gate: Gate;
    beforeEach(() => {
      other = new TrainTask(axon, 'Other', { image });
      gate = Gate.all('true', other.metric('accuracy').improves());
    });
    const sensor = (triggers: readonly Trigger[], props: SensorProps = {}) => {
      new Sensor(axon, 's', { triggers, actions: [Action.execute(prepare)], ...props });
      return () => axon.issues;
    };
    const told = (fact: string) =>
      `[chart/one/Sensors/s] when compares metrics of Other, but ${fact}: use Condition.metric, or listen to Other alone`;

    test('not of another one that the sensor listens to', () => {
      expect(fault(sensor([Trigger.succeeded(train)], { when: gate }))).toBe(told('it would read those of Train'));
    });
    test('nor of another one that is heard first', () => {
      const triggers = [Trigger.succeeded(train), Trigger.succeeded(other, { when: gate })];
      expect(fault(sensor(triggers))).toBe(told('it would read those of Train'));
    });
    test('nor of none, as at the beginning of a run', () => {
      const triggers = [Trigger.running(other), Trigger.rest('asked', { when: gate })];
      expect(fault(sensor(triggers))).toBe(told('no trigger hears a run end'));
    });
    test('under Any the gate of a sensor is asked of each, that of a trigger of its own', () => {
      const both = [Trigger.succeeded(other, { when: gate }), Trigger.succeeded(train)];
      expect(sensor(both, { policy: 'Any' })().filter(({ severity }) => severity === 'error')).toEqual([]);
      const fresh = new Axon(chart, 'two');
      const first = new TrainTask(fresh, 'First', { image });
      const second = new TrainTask(fresh, 'Second', { image });
      new Sensor(fresh, 's', {
        policy: 'Any',
        triggers: [Trigger.succeeded(first), Trigger.succeeded(second)],
        when: first.metric('accuracy').above(0.9),
        actions: [Action.train(first)],
      });
      expect(fault(() => fresh.issues)).toBe(
        '[chart/two/Sensors/s] when compares metrics of First, but it would read those of Second: ' +
          'use Condition.metric, or listen to First alone',
      );
    });
    test('what is heard first is compared', () => {
      const triggers = [Trigger.rest('asked', { when: gate }), Trigger.failed(other), Trigger.succeeded(train)];
      expect(sensor(triggers, { when: gate })().filter(({ severity }) => severity === 'error')).toEqual([]);
    });
  });

  test('an alert is a comparison', () => {
    new Sensor(axon, 's', {
      triggers: [Trigger.alert(wrong(train.metric('accuracy')))],
      actions: [Action.train(train)],
    });
    expect(fault(() => axon.issues)).toBe(
      '[chart/one/Sensors/s] the condition of an alert must be a comparison of a metric or PromQL as text, got a TrainingMetric',
    );
  });

  test('the start stands alone', () => {
    new Sensor(axon, 's', { triggers: [Trigger.onStart(), Trigger.rest('r')], actions: [Action.train(train)] });
    expect(fault(() => app.synthYaml())).toBe(
      '[chart/one/Sensors/s] Trigger.onStart() stands alone, a sensor fires at the start or by events',
    );
  });

  test('images, metrics, searches and stores are values of their classes', () => {
    expect(fault(() => new Axon(chart, 'two', { store: wrong({ claim: {} }) }))).toBe(
      '[chart/two] store must be an AxonStore, such as AxonStore.claim(...), got a plain object',
    );
    expect(fault(() => new Axon(chart, 'three', { artifacts: [wrong('code')] }))).toBe(
      '[chart/three] artifacts[0] must be an Artifact, such as Artifact.git(...), got the text "code"',
    );
    const told = (id: string, props: object) => {
      const other = new Axon(new Chart(app, `chart-${id}`), id);
      new TrainTask(other, 'T', props);
      return fault(() => other.issues);
    };
    expect(told('a', { image: 'example' })).toBe(
      '[chart-a/a/Tasks/T] image must be an Image, such as Image.fromRegistry(...), got the text "example"',
    );
    expect(told('b', { image, metrics: ['accuracy'] })).toBe(
      '[chart-b/b/Tasks/T] metrics[0] must be a Metric, such as Metric.gauge(...), got the text "accuracy"',
    );
    expect(told('c', { image, objective: Metric.gauge('accuracy') })).toBe(
      '[chart-c/c/Tasks/T] objective must be an Objective, got a Metric',
    );
    expect(told('d', { image, tuning: Tuning.hyperband(wrong({ minBudget: 1, maxBudget: 9 })) })).toBe(
      '[chart-d/d/Tasks/T] the space of a search must name what is searched, got undefined',
    );
    expect(told('e', { image, tuning: Tuning.hyperband(wrong({ space: { rate: [0, 1] } })) })).toBe(
      '[chart-e/e/Tasks/T] rate of the space must be a SearchSpace, got a list',
    );
    expect(AxonStore.claim()).toBeInstanceOf(AxonStore);
  });
});

describe('what belongs together', () => {
  let other: Axon;
  let stranger: TrainTask;
  beforeEach(() => {
    other = new Axon(chart, 'other');
    stranger = new TrainTask(other, 'Train', { image });
  });

  test('a task of another axon is no task of this one', () => {
    expect(fault(() => new Sensor(axon, 's', { actions: [Action.train(stranger)] }))).toBe(
      '[chart/one/Sensors/s] chart/other/Tasks/Train belongs to the axon other, not to one',
    );
    expect(fault(() => new Sensor(axon, 't', { triggers: [Trigger.failed(stranger)] }))).toBe(
      '[chart/one/Sensors/t] chart/other/Tasks/Train belongs to the axon other, not to one',
    );
    expect(fault(() => new DesiredModel(axon, 'd', { train: stranger, deploy: serve }))).toBe(
      '[chart/one/Deployers/d] chart/other/Tasks/Train belongs to the axon other, not to one',
    );
    const model = new ModelGraph(axon, 'g').addModel('m');
    expect(fault(() => model.addBackend('b', { train: stranger, deploy: serve }))).toBe(
      '[chart/one/Deployers/g] chart/other/Tasks/Train belongs to the axon other, not to one',
    );
  });

  test('an artifact belongs to an axon before an image of it is built from it', () => {
    const source = Artifact.local('code', { folder: 'src', path: '/src' });
    new ContainerTask(axon, 'T', { image: Image.fromDockerfile('t', { source }) });
    expect(fault(() => axon.issues)).toBe(
      '[chart/one/Tasks/T] the artifact code does not belong to the axon one: give it to artifacts of the axon, or to addArtifact',
    );
    axon.addArtifact(source);
    expect(axon.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('a backend belongs to the model that routes to it, a model to the graph of the route', () => {
    const [graph, foreign] = [new ModelGraph(axon, 'g'), new ModelGraph(axon, 'h')];
    const [model, far] = [graph.addModel('m'), foreign.addModel('f')];
    model.addBackend('a', { deploy: serve });
    model.addRouting(Routing.backends([{ backend: far.addBackend('b', { deploy: serve }) }]));
    const sensor = new Sensor(axon, 's', { actions: [Action.deploy(graph)] });
    expect(fault(() => axon.issues)).toBe('[chart/one/Deployers/g] the backend b is none of the model m');
    const third = new ModelGraph(axon, 'i');
    third.addRoute('/predict', [far]);
    expect(sensor.name).toBe('s');
    const next = new Axon(chart, 'next');
    const deploy = new DeployTask(next, 'D', { image });
    const own = new ModelGraph(next, 'own');
    own.addModel('m').addBackend('b', { deploy });
    own.addRoute('/predict', [far]);
    new Sensor(next, 's', { actions: [Action.deploy(own)] });
    expect(fault(() => next.issues)).toBe(
      '[chart/next/Deployers/own] the model f in /predict belongs to chart/one/Deployers/h',
    );
  });

  test('a model has backends that serve, a route has models', () => {
    const graph = new ModelGraph(axon, 'g');
    expect(fault(() => graph.addModel('m').addBackend('b', wrong({ deploy: 'Serve' })))).toBe(
      '[chart/one/Deployers/g] deploy of the backend b must be a DeployTask, got the text "Serve"',
    );
    graph.addModel('r').addRouting(Routing.backends(wrong({ b: 100 })));
    new Sensor(axon, 's', { actions: [Action.deploy(graph)] });
    expect(fault(() => axon.issues)).toBe('[chart/one/Deployers/g] destinations must be a list, got a plain object');
    expect(fault(() => graph.addRoute('/predict', wrong(['m'])))).toBe(
      '[chart/one/Deployers/g] nodes of /predict[0] must be a Model or a DagNode, got the text "m"',
    );
  });

  test('a graph that no sensor deploys is told at synthesis', () => {
    new ModelGraph(axon, 'g');
    expect(fault(() => app.synthYaml())).toBe(
      '[chart/one/Deployers/g] no sensor deploys it: give Action.deploy(...) of it to one',
    );
  });

  test('what is looked up by name is there, and is of the kind', () => {
    expect(fault(() => axon.task('Trian', TrainTask))).toBe('[chart/one] there is no task Trian, did you mean Train');
    expect(fault(() => axon.task('Prepare', TrainTask))).toBe(
      '[chart/one] Prepare is a ContainerTask, not a TrainTask',
    );
    expect(fault(() => axon.deployer('g', ModelGraph))).toBe('[chart/one] there is no deployer g, there are: none');
  });

  test('things may be grouped within their axon, where each has a name of its own', () => {
    const group = new Construct(axon, 'Group');
    const task = new ContainerTask(group, 'Task', { name: 'Grouped', image });
    expect(task.node.path).toBe('chart/one/Group/Task');
    expect(axon.spec.spec.tasks.map(({ name }) => name)).toEqual(['Prepare', 'Train', 'Serve', 'Grouped']);
  });
});
