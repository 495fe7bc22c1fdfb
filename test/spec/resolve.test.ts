import type { Axon } from '../../lib/spec/axon';
import { formatPromql } from '../../lib/spec/lang/promql';
import { loadAxons } from '../../lib/spec/load';
import { HEADER } from './diagnose';

function load(spec: string): Axon {
  const { axons, issues } = loadAxons(`${HEADER}\n${spec}`, { file: 'axon.yaml' });
  const axon = axons[0]?.axon;
  if (axon === undefined) throw new Error(`the axon of the test does not load: ${JSON.stringify(issues)}`);
  return axon;
}

const TASKS = `
  tasks:
    - {name: Prepare, container: {image: prepare}}
    - {name: Train, train: {image: train, lossMetric: loss}}
    - {name: Check, container: {image: check}}
    - {name: Serve, deploy: {image: serve}}
    - {name: Other, deploy: {image: other, endpointRestType: Json, port: 8080}}
`;

const oneLine = (text: string) => text.replace(/\s+/g, ' ');

const deployer = (models: string, routes: string, more = '') => `${TASKS}
  sensors:
    - name: deploy
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks:
        - deployer: {name: api, ${more} models: ${oneLine(models)}, routes: ${oneLine(routes)}}
    - {name: start, tasks: [{trainer: {task: Train}}]}
`;

const ONE = '[{name: m, backendModels: [{name: a, trainer: Train, deployer: Serve}]}]';

describe('defaults of an axon', () => {
  const axon = load(TASKS);

  test('what is kept', () => {
    expect(axon).toMatchObject({
      suspend: false,
      keepVersions: 1,
      retention: { runs: 50, versions: 10, trials: 20 },
    });
    expect(load('  retention: {runs: 3}').retention).toEqual({ runs: 3, versions: 10, trials: 20 });
  });

  test('a task is tried once, and a failure waits ten seconds if it is tried again', () => {
    expect(axon.tasks.get('Prepare')?.retry).toEqual({
      limit: 0,
      policy: 'Always',
      backoff: { duration: 10_000, factor: 2 },
    });
  });

  test('what trains may reach the internet, what serves may reach nothing', () => {
    expect(axon.tasks.get('Train')?.network).toEqual({ egress: 'internet' });
    expect(axon.tasks.get('Serve')?.network).toEqual({ egress: 'none' });
    const closed = load(
      `  network: {egress: none}\n  tasks: [{name: T, train: {image: x, network: {egress: internet}}}, {name: P, container: {image: x}}]`,
    );
    expect(closed.tasks.get('T')?.network).toEqual({ egress: 'internet' });
    expect(closed.tasks.get('P')?.network).toEqual({ egress: 'none' });
  });

  test('a model is served on port 5000 by form fields', () => {
    expect(axon.tasks.get('Serve')).toMatchObject({ port: 5000, endpointRestType: 'Multipart' });
    expect(axon.tasks.get('Other')).toMatchObject({ port: 8080, endpointRestType: 'Json' });
  });

  test('less of a loss metric is better', () => {
    expect(axon.tasks.get('Train')).toMatchObject({ objective: { metric: 'loss', direction: 'less' } });
  });
});

describe('actions of a sensor', () => {
  const needs = (actions: string) =>
    load(`${TASKS}\n  sensors: [{name: s, tasks: ${actions}}]`).sensors[0]?.actions.map((a) => [a.name, a.needs]);
  const run = (task: string, more = '') => `{resourceExecutor: {task: ${task}}${more}}`;

  test('start one after the other', () => {
    expect(needs(`[${run('Prepare')}, ${run('Train')}, ${run('Check')}]`)).toEqual([
      ['Prepare', []],
      ['Train', [0]],
      ['Check', [1]],
    ]);
  });

  test('with needs those without start at once', () => {
    expect(needs(`[${run('Prepare')}, ${run('Check')}, ${run('Train', ', needs: [Prepare, Check]')}]`)).toEqual([
      ['Prepare', []],
      ['Check', []],
      ['Train', [0, 1]],
    ]);
  });

  test('with empty needs all start at once', () => {
    expect(needs(`[${run('Prepare')}, ${run('Check', ', needs: []')}]`)).toEqual([
      ['Prepare', []],
      ['Check', []],
    ]);
  });
});

describe('sensors and triggers', () => {
  const sensor = (keys: string) =>
    load(`${TASKS}\n  sensors: [{name: s, ${keys}, tasks: [{trainer: {task: Train}}]}]`).sensors[0];
  const trigger = (keys: string) => sensor(`triggers: [{name: t, ${keys}}]`)?.triggers[0];

  test('a sensor runs one at a time, with no cooldown', () => {
    expect(sensor('triggers: []')).toMatchObject({
      policy: 'All',
      concurrency: 'Forbid',
      maxInFlight: 1,
      cooldown: 0,
      debounce: 0,
    });
    expect(sensor('concurrency: Allow')?.maxInFlight).toBe(Infinity);
    expect(sensor('concurrency: Allow, maxInFlight: 3')?.maxInFlight).toBe(3);
  });

  test('an alert is asked every 15 seconds and silent for 10 minutes', () => {
    expect(trigger(`type: Alert, condition: "{{loss}} > 1"`)).toMatchObject({
      for: 0,
      interval: 15_000,
      cooldown: 600_000,
      metrics: ['loss'],
    });
    expect(trigger(`type: Alert, condition: "{{loss}} > 1", for: 1m, interval: 5s, cooldown: 0`)).toMatchObject({
      for: 60_000,
      interval: 5000,
      cooldown: 0,
    });
  });

  test.each([
    ['{{loss}} > 1', 'loss{axon="demo",newest="true"} > 1'],
    ["{{loss}}{job='other'} > 1", 'loss{axon="other",newest="true"} > 1'],
    ['{{loss}}{newest="false"} > 1', 'loss{newest="false",axon="demo"} > 1'],
    ['up > 1', 'up > 1'],
  ])('the alert %s reads %s', (condition, bound) => {
    const alert = trigger(`type: Alert, condition: '${condition.replaceAll("'", "''")}'`);
    expect(alert?.kind === 'alert' ? formatPromql(alert.query) : undefined).toBe(bound);
  });

  test('a calendar is in UTC and does not catch up', () => {
    expect(trigger("type: Calendar, schedule: '0 3 * * *'")).toMatchObject({
      cron: { timezone: 'UTC' },
      catchUp: false,
    });
  });

  test('a lifecycle trigger holds the task that it names', () => {
    expect(trigger('type: Lifecycle, task: Train, condition: Finished, when: metrics.loss < 1')).toMatchObject({
      subject: { kind: 'task', task: { kind: 'train', name: 'Train' } },
      when: { source: 'metrics.loss < 1' },
    });
  });

  test('deployed is the only deployer that a sensor starts', () => {
    const { sensors, deployers } = load(deployer(ONE, '[{path: /predict, dag: [{model: m}]}]'));
    expect(sensors[0]?.deployer).toBe(deployers.get('api'));
    expect(sensors[1]?.deployer).toBeUndefined();
  });
});

describe('deployers', () => {
  const graph = (models: string, routes: string, more = '') =>
    load(deployer(models, routes, more)).deployers.get('api');

  test('the newest version gets all traffic, the only backend all of its model', () => {
    expect(graph(ONE, '[{path: /predict, dag: [{model: m}]}]')).toMatchObject({
      replicas: 1,
      rollout: [{ destinations: [{ index: 0, weight: 100 }] }],
      models: [
        {
          name: 'm',
          routing: [{ destinations: [{ backend: 'a', weight: 100 }] }],
          backends: [{ selection: 'latest' }],
        },
      ],
    });
  });

  test('a rule that matches nothing in particular matches everything', () => {
    const rollout =
      '[{match: , destinations: [{destinationIndex: 1, weight: 80}, {destinationIndex: 2, weight: 20}], shadow: {destinationIndex: 0}}]';
    expect(graph(ONE, '[{path: /predict, dag: [{model: m}]}]', `rolloutSpec: ${rollout},`)?.rollout).toEqual([
      {
        destinations: [
          { index: 1, weight: 80 },
          { index: 2, weight: 20 },
        ],
        shadow: { index: 0 },
      },
    ]);
  });

  test('the strategy of a backend wins over that of its model', () => {
    const models = `[{name: m, modelSelectionStrategy: best, routingStrategy: [{destinations: [{destinationName: a}, {destinationName: b}]}],
      backendModels: [{name: a, trainer: Train, deployer: Serve}, {name: b, trainer: Train, deployer: Other, modelSelectionStrategy: latest}]}]`;
    const backends = graph(models, '[{path: /predict, dag: [{model: m}]}]')?.models[0]?.backends;
    expect(backends?.map(({ name, selection, deploy }) => [name, selection, deploy.name])).toEqual([
      ['a', 'best', 'Serve'],
      ['b', 'latest', 'Other'],
    ]);
  });

  test('nodes come after what they depend on, and one of them answers', () => {
    const model = (name: string) => `{name: ${name}, backendModels: [{name: b, trainer: Train, deployer: Serve}]}`;
    const routes = `[{path: /predict, dag: [
      {model: last, dependencies: [left, right], includeInput: true}, {model: left, dependencies: [first], path: /go},
      {model: right, dependencies: [first]}, {model: first}]}]`;
    expect(graph(`[${['first', 'left', 'right', 'last'].map(model).join(', ')}]`, routes)?.routes[0]).toEqual({
      path: '/predict',
      nodes: [
        { model: 'first', path: '/predict', dependencies: [], includeInput: false },
        { model: 'left', path: '/go', dependencies: [0], includeInput: false },
        { model: 'right', path: '/predict', dependencies: [0], includeInput: false },
        { model: 'last', path: '/predict', dependencies: [1, 2], includeInput: true },
      ],
      sink: 3,
    });
  });

  test('a model outside of the axon needs no definition', () => {
    expect(
      graph(ONE, "[{path: /p, dag: [{model: m, dependencies: [out]}, {model: out, fullPath: 'http://x/p'}]}]")
        ?.routes[0]?.nodes,
    ).toMatchObject([
      { model: 'out', fullPath: 'http://x/p' },
      { model: 'm', dependencies: [0] },
    ]);
  });
});

test('a search has its plan and its space', () => {
  const { tasks } = load(`
  tasks:
    - name: Train
      train:
        image: x
        lossMetric: accuracy
        lossMetricSelector: greater
        hpTuning:
          minBudget: "3"
          maxBudget: 10
          numIteration: 2
          params:
            - {type: UniformFloat, name: rate, numerical: {lower: "0.01", upper: "10.0", default_value: "1.0", log: true}}
            - {type: UniformInteger, name: width, numerical: {lower: 1, upper: 9}}
            - {type: Categorical, name: kind, categorical: {values: [a, 2, true]}}
`);
  expect(tasks.get('Train')).toMatchObject({
    objective: { metric: 'accuracy', direction: 'greater' },
    tuning: {
      plan: { configurations: 5 },
      concurrency: 1,
      seed: 0,
      space: [
        { kind: 'float', name: 'rate', lower: 0.01, upper: 10, default: 1, log: true },
        { kind: 'int', name: 'width', lower: 1, upper: 9, log: false },
        { kind: 'categorical', name: 'kind', values: ['a', 2, true] },
      ],
    },
  });
});

test('an image may come from a patch or a TFJob', () => {
  const { tasks } = load(`
  tasks:
    - {name: A, container: {podPatch: {spec: {containers: [{name: main, image: x}]}}}}
    - {name: B, train: {tfJobSpec: {tfReplicaSpecs: {Worker: {template: {spec: {containers: [{image: x}]}}}}}}}
`);
  expect([...tasks.values()].map(({ image }) => image)).toEqual([undefined, undefined]);
});
