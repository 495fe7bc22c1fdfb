import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeObjects } from '../../lib/cli/synthesize';
import { ConstructUseError } from '../../lib/constructs';
import { compilerFaults, unformatted } from './checked-programs';
import { ejectText, madeOf, run } from './ejected';

beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation());
afterEach(() => jest.restoreAllMocks());

const yamlOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !file.includes('local'))
    .map((file) => join(folder, file));

const files = ['apps', 'test/fixtures/axons', 'test/fixtures/bench'].flatMap(yamlOf).sort();
files.push('test/fixtures/original/axon.yaml');

const programs = Object.fromEntries(files.map((file) => [file, ejectText(readFileSync(file, 'utf8'))]));

test.each(files)('%s ejects to a program that makes the same specs, tree and bytes', (file) => {
  const made = run(programs[file]!);
  const read = madeOf(file, made.specs[0]!.metadata.name);
  expect(made.specs).toEqual(read.specs);
  expect(made.tree).toEqual(read.tree);
  expect(made.text).toBe(read.text);
});

test('what is ejected compiles under strict rules', () => {
  expect(compilerFaults(programs)).toEqual([]);
}, 120_000);

test('what is ejected is formatted', () => {
  expect(unformatted(programs)).toEqual([]);
});

const axon = (name: string, spec: string) =>
  `{apiVersion: myelin.io/v1alpha1, kind: Axon, metadata: {name: ${name}}, spec: ${spec}}`;

test('a program reads as if somebody had written it', () => {
  const text = ejectText(
    axon(
      'iris',
      `{
        tasks: [
          {name: Prepare, container: {image: prepare:1}},
          {name: Train, train: {image: train:1, metrics: [{name: accuracy}], lossMetric: accuracy, lossMetricSelector: greater}},
        ],
        sensors: [
          {name: start, tasks: [{resourceExecutor: {task: Prepare}}, {trainer: {task: Train}}]},
          {name: again, when: metrics.accuracy < 0.9, triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}], tasks: [{trainer: {task: Train}}]},
        ]}`,
    ),
  );
  expect(text).toBe(`import { App, Chart } from 'cdk8s';
import {
  Action,
  Axon,
  ContainerTask,
  Image,
  Metric,
  Objective,
  Sensor,
  TrainTask,
  Trigger,
  manifestsOf,
  writeManifests,
} from 'myelin/constructs';

/** The axon iris. */
export function irisAxon(chart: Chart): Axon {
  const axon = new Axon(chart, 'iris');

  const prepare = new ContainerTask(axon, 'Prepare', { image: Image.fromRegistry('prepare:1') });
  const train = new TrainTask(axon, 'Train', {
    image: Image.fromRegistry('train:1'),
    metrics: [Metric.gauge('accuracy')],
    objective: Objective.maximize('accuracy'),
  });

  new Sensor(axon, 'start', {
    triggers: [Trigger.onStart()],
    actions: [Action.execute(prepare), Action.train(train)],
  });

  new Sensor(axon, 'again', {
    triggers: [Trigger.succeeded(train, { name: 'trained' })],
    when: train.metric('accuracy').below(0.9),
    actions: [Action.train(train)],
  });

  return axon;
}

const app = new App();
const chart = new Chart(app, 'iris');
irisAxon(chart);
writeManifests(manifestsOf(app), app.outdir);
`);
});

test('several axons of a file are functions of one program', () => {
  const task =
    '{tasks: [{name: new, container: {image: i}}], sensors: [{name: s, tasks: [{resourceExecutor: {task: new}}]}]}';
  const text = ejectText(`${axon('one', task)}\n---\n${axon('two', task)}\n`);
  expect(run(text).specs.map(({ metadata }) => metadata.name)).toEqual(['one', 'two']);
  // A word of the language cannot be the name of a variable.
  expect(text).toContain("  const newTask = new ContainerTask(axon, 'new', { image: Image.fromRegistry('i') });\n");
});

test('values of parameters stand where the parameters were', () => {
  const spec = `{parameters: [{name: tag, value: 7}], tasks: [{name: T, container: {image: 'i:{{workflow.parameters.tag}}'}}]}`;
  expect(ejectText(axon('x', spec))).toContain("Image.fromRegistry('i:7')");
});

test('an axon whose name JavaScript keeps for itself is one like any other', () => {
  const text = axon('constructor', '{tasks: [{name: toString, container: {image: i}}]}');
  const made = run(ejectText(text));
  expect(made.tree.slice(0, 3)).toEqual(['', 'constructor_', 'constructor_/constructor_']);
  expect(made.specs.map(({ metadata }) => metadata.name)).toEqual(['constructor']);
  const synthesized = synthesizeObjects({ text, file: 'axon.yaml' });
  expect(synthesized.ok && synthesized.made.kept.map(({ metadata }) => metadata.name)).toContain(
    'constructor-tostring',
  );
});

test('a default that somebody wrote stays in the program, one that nobody wrote stays out', () => {
  const spec = (written: boolean) => {
    const or = (keys: string) => (written ? `, ${keys}` : '');
    return `{
      tasks: [
        {name: Train, train: {imageBuild: {repositoryName: t, dockerfile: {path: Dockerfile}},
          retry: {${written ? 'limit: 0, policy: Always, backoff: {duration: 10s, factor: 2}' : 'backoff: {}'}},
          lossMetric: loss${or('lossMetricSelector: less')},
          hpTuning: {minBudget: 1, maxBudget: 9${or('numIteration: "1", concurrency: 1, reductionFactor: 3, seed: 0')},
            params: [{name: lr, type: UniformFloat, numerical: {lower: 0, upper: 1${or('log: false')}}}]}}},
        {name: Serve, deploy: {image: s${or('endpointType: REST, endpointRestType: Multipart, port: "{{workflow.parameters.port}}"')}}},
      ],
      parameters: [{name: port, value: 5000}],
      sensors: [{name: s${or('policy: All, concurrency: Forbid')}, tasks: [{trainer: {task: Train}}, {deployer: {name: d${or('replicas: 1')},
        rolloutSpec: [{destinations: [{destinationIndex: 0${or('weight: 100')}}], progressive: {steps: [10]${or('onFail: rollback')}}}],
        models: [{name: m, routingStrategy: [{destinations: [{destinationName: b${or('weight: 100')}}]}], backendModels: [{name: b, trainer: Train, deployer: Serve}]}],
        routes: [{path: /, dag: [{model: m, path: /predict${or('kind: model')}}]}]}}]}]}`;
  };
  const lines = (text: string) => text.split('\n').map((line) => line.trim());
  const plain = lines(ejectText(axon('x', spec(false))));
  const program = ejectText(axon('x', spec(true)));
  expect(lines(program).filter((line) => !plain.includes(line))).toEqual([
    "retry: { limit: 0, policy: 'Always', backoff: { duration: '10s', factor: 2 } },",
    "objective: Objective.minimize('loss'),",
    'tuning: Tuning.hyperband({',
    'minBudget: 1,',
    'maxBudget: 9,',
    'numIteration: 1,',
    'concurrency: 1,',
    'reductionFactor: 3,',
    'seed: 0,',
    'space: { lr: SearchSpace.float(0, 1, { log: false }) },',
    '}),',
    "const serve = new DeployTask(axon, 'Serve', {",
    "image: Image.fromRegistry('s'),",
    "endpointType: 'REST',",
    "endpointRestType: 'Multipart',",
    'port: 5000,',
    'replicas: 1,',
    "rollout: [Routing.rollout([{ version: 0, weight: 100 }], { progressive: { steps: [10], onFail: 'rollback' } })],",
    'm.addRouting(Routing.backends([{ backend: b, weight: 100 }]));',
    "d.addRoute('/', [DagNode.model(m, { path: '/predict', kind: 'model' })]);",
    "policy: 'All',",
    "concurrency: 'Forbid',",
  ]);
  expect(plain.filter((line) => /retry|tuning|new DeployTask|rollout:/.test(line))).toEqual([
    'retry: { backoff: {} },',
    'tuning: Tuning.hyperband({ minBudget: 1, maxBudget: 9, space: { lr: SearchSpace.float(0, 1) } }),',
    "const serve = new DeployTask(axon, 'Serve', { image: Image.fromRegistry('s') });",
    'rollout: [Routing.rollout([{ version: 0 }], { progressive: { steps: [10] } })],',
  ]);
});

test('a gate is ejected only where it is sure whose metrics it reads', () => {
  const whens = (triggers: string, policy = 'All') =>
    ejectText(
      axon(
        'x',
        `{tasks: [{name: A, train: {image: i}}, {name: B, train: {image: i}}], sensors: [{name: s, policy: ${policy},
          triggers: [${triggers}], tasks: [{trainer: {task: A}}]}]}`,
      ),
    ).match(/when: .*(?= \}\))/g);
  const ended = (task: string, condition: string) =>
    `{name: ${task}, type: Lifecycle, task: ${task}, condition: ${condition}, when: metrics.m > 1}`;
  expect(whens(ended('A', 'Finished'))).toEqual(["when: a.metric('m').above(1)"]);
  expect(whens(ended('A', 'Running'))).toEqual(["when: 'metrics.m > 1'"]);
  expect(whens(`${ended('A', 'Failed')}, ${ended('B', 'Failed')}`)).toEqual([
    "when: 'metrics.m > 1'",
    "when: 'metrics.m > 1'",
  ]);
  expect(whens(`${ended('A', 'Failed')}, ${ended('B', 'Failed')}`, 'Any')).toEqual([
    "when: a.metric('m').above(1)",
    "when: b.metric('m').above(1)",
  ]);
});

test('a deployer that is both desired and deployed by a sensor is told', () => {
  const spec = `{
    tasks: [{name: T, train: {image: i}}, {name: D, deploy: {image: i}}],
    desired: [{name: d, train: T, deploy: D}],
    sensors: [{name: s, triggers: [{name: r, type: Rest}], tasks: [{deployer: {
      name: d, rolloutSpec: [{destinations: [{destinationIndex: 0}]}],
      models: [{name: d, modelSelectionStrategy: latest, routingStrategy: [{destinations: [{destinationName: d}]}],
        backendModels: [{name: d, trainer: T, deployer: D}]}],
      routes: [{path: /predict, dag: [{model: d, path: /predict}]}, {path: /send-feedback, dag: [{model: d, path: /send-feedback}]}],
    }}]}]}`;
  expect(() => ejectText(axon('x', spec))).toThrow(
    new ConstructUseError('x', 'd is both desired and deployed by a sensor: leave out one of them'),
  );
});

test('a program says no default that the document leaves out: those of eject are those of the language', () => {
  const program = ejectText(`apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: small}
spec:
  artifacts: [{name: code, path: /src, local: {path: .}}]
  tasks:
    - {name: Prepare, container: {image: a, retry: {backoff: {max: 1m}}}}
    - name: Train
      train:
        imageBuild: {repositoryName: train, artifact: code, s2i: {}}
        metrics: [{name: loss}]
        lossMetric: loss
        hpTuning:
          minBudget: 1
          maxBudget: 9
          params: [{name: rate, type: UniformFloat, numerical: {lower: 0, upper: 1}}]
    - {name: Serve, deploy: {image: b}}
  desired: [{name: wanted, train: Train, deploy: Serve, state: {loss: '<= 1'}}]
  sensors:
    - name: start
      tasks:
        - trainer: {task: Train}
        - deployer:
            name: api
            rolloutSpec: [{destinations: [{destinationIndex: 0}], progressive: {steps: [10, 100]}}]
            models:
              - name: m
                backendModels: [{name: one, deployer: Serve}]
                routingStrategy: [{destinations: [{destinationName: one}]}]
            routes: [{path: /predict, dag: [{model: m}]}]
`);
  const defaults =
    'endpointType endpointRestType port duration factor limit numIteration concurrency reductionFactor seed log replicas weight onFail kind policy concurrencyPolicy';
  expect(defaults.split(' ').filter((key) => new RegExp(`\\b${key}:`).test(program))).toEqual([]);
  expect(program).toContain("backoff: { max: '1m' }");
});
