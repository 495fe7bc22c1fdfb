import { App, Chart } from 'cdk8s';
import {
  Action,
  Axon,
  AxonSpecError,
  AxonStore,
  ContainerTask,
  DeployTask,
  DesiredModel,
  Image,
  ModelGraph,
  Objective,
  Routing,
  SearchSpace,
  Sensor,
  SparkTask,
  TrainTask,
  Trigger,
  Tuning,
} from '../../lib/constructs';

const image = Image.fromRegistry('i');

/** What synthesis says of an axon that a program writes, without the count at its end. */
function faults(write: (axon: Axon) => void, props: object = {}): readonly string[] {
  const app = new App();
  const axon = new Axon(new Chart(app, 'chart'), 'digits', { onWarnings: () => undefined, ...props });
  write(axon);
  try {
    app.synthYaml();
  } catch (fault) {
    if (!(fault instanceof AxonSpecError)) throw fault;
    return fault.message.split('\n').filter((line) => line.startsWith('error'));
  }
  return [];
}

test('a fault of a task names the task, and the property in the words of TypeScript', () => {
  expect(
    faults((axon) => {
      new ContainerTask(axon, 'Prepare', {});
      new TrainTask(axon, 'Train', {
        image,
        timeout: 'soon',
        objective: Objective.maximize('no metric'),
        tuning: Tuning.hyperband({
          space: { rate: SearchSpace.float(0, 'much' as never) },
          minBudget: 9,
          maxBudget: 3,
          reductionFactor: 3,
          numIteration: 1,
        } as never),
      });
      new SparkTask(axon, 'Count', { image, applicationFile: 'a.py', applicationArgs: [{} as never] });
    }),
  ).toEqual([
    'error MYL1003 [chart/digits/Tasks/Train] objective expected a Prometheus metric name such as test_accuracy, got "no metric"',
    'error MYL1003 [chart/digits/Tasks/Train] tuning.space.rate expected a number, got "much"',
    'error MYL1003 [chart/digits/Tasks/Count] applicationArgs[0] expected text, got keys and values',
    'error MYL1103 [chart/digits/Tasks/Prepare] the container task Prepare has no image',
    'error MYL1504 [chart/digits/Tasks/Train] timeout "soon" is not a duration: "soon" has no number before it',
    'error MYL1402 [chart/digits/Tasks/Train] tuning.minBudget minBudget must not exceed maxBudget, got 9 and 3',
  ]);
});

test('a fault of a graph names the graph, its models and routes by their names', () => {
  expect(
    faults((axon) => {
      const train = new TrainTask(axon, 'Train', { image });
      const deploy = new DeployTask(axon, 'Serve', { image });
      const graph = new ModelGraph(axon, 'api', { rollout: [Routing.rollout([{ index: 0.5, weight: 1 } as never])] });
      const model = graph.addModel('m', { selection: 'worst' as never });
      model.addBackend('b', { train, deploy });
      graph.addRoute('predict', [model]);
      new Sensor(axon, 'start', { actions: [Action.train(train), Action.deploy(graph)] });
    }),
  ).toEqual([
    'error MYL1005 [chart/digits/Deployers/api] rollout[0].destinations[0].version version is missing, expected a number',
    'error MYL1003 [chart/digits/Deployers/api] models.m.selection expected one of best, latest, got "worst"',
    'error MYL1003 [chart/digits/Deployers/api] routes.predict.path expected text that starts with /, got "predict"',
  ]);
});

test('a fault of a sensor names the sensor, and its action', () => {
  expect(
    faults((axon) => {
      const train = new TrainTask(axon, 'Train', { image });
      const report = new ContainerTask(axon, 'Report', { image });
      new Sensor(axon, 'nightly', {
        triggers: [Trigger.calendar('every day')],
        actions: [Action.train(report as never), Action.train(train, { env: [{ name: '' }] })],
      });
      new Sensor(axon, 'late', {
        triggers: [Trigger.calendar('every night')],
        actions: [Action.train(report), Action.execute(train, { needs: [train] })],
        when: 'size(',
      });
    }),
  ).toEqual([
    'error MYL1011 [chart/digits/Sensors/nightly] actions[1].env[0].name expected letters, digits, "-", "_" and ".", and no digit first, got ""',
    'error MYL1205 [chart/digits/Sensors/late] actions[1].needs the actions of late wait for each other: Train needs Train',
    'error MYL1501 [chart/digits/Sensors/late] when the expression ends too early',
    'error MYL1503 [chart/digits/Sensors/late] triggers[0].schedule a schedule has five fields, "every night" has 2',
    'error MYL1503 [chart/digits/Sensors/nightly] triggers[0].schedule a schedule has five fields, "every day" has 2',
  ]);
});

test('a fault of what is wanted names it, one of the axon itself the axon', () => {
  expect(
    faults(
      (axon) => {
        const train = new TrainTask(axon, 'Train', { image });
        const deploy = new DeployTask(axon, 'Serve', { image });
        new DesiredModel(axon, 'wanted', { train, deploy, cooldown: 'long', state: { latency: 'fast' } });
      },
      { name: 'Not A Name', retention: { runs: -1 }, store: AxonStore.claim({ name: 'x' }) },
    ),
  ).toEqual([
    'error MYL1011 [chart/digits] name expected lower case letters and digits, with "-" between them, got "Not A Name"',
    'error MYL1003 [chart/digits] retention.runs expected a whole number of 0 or more, got -1',
    'error MYL1505 [chart/digits/Deployers/wanted] state.latency "fast" has no comparison',
  ]);
});

test('what is added to an axon of a file names its construct, the rest its line', () => {
  const app = new App();
  const axon = Axon.fromYaml(new Chart(app, 'chart'), 'small', 'test/fixtures/axons/small.yaml');
  new ContainerTask(axon, 'Report', {});
  const [fault] = axon.issues.filter(({ severity }) => severity === 'error');
  expect(fault).toMatchObject({
    code: 'MYL1103',
    said: { construct: 'chart/small/Tasks/Report', property: [] },
  });
  expect(fault).not.toHaveProperty('at');
});
