import { App, Chart } from 'cdk8s';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Action,
  Artifact,
  Axon,
  AxonSpecError,
  AxonStore,
  Condition,
  ConstructUseError,
  ContainerTask,
  DeployTask,
  DesiredModel,
  Image,
  ModelGraph,
  Sensor,
  TrainTask,
  Trigger,
} from '../../lib/constructs';
import { resolveSpec } from '../../lib/spec/load';
import type { AxonSpec } from '../../lib/spec/schema/axon';
import { smallAxon } from './small-axon';
import { synthesize, synthesizeFile, synthesizeSpec } from './synthesize';

const smallFile = 'test/fixtures/axons/small.yaml';
const onWarnings = () => undefined;
const image = Image.fromRegistry('i');

const small = () => synthesize((chart) => [smallAxon(chart, 'small', { onWarnings })]);

describe('two doors', () => {
  test('YAML and TypeScript give deep-equal specs', () => {
    const [read] = synthesizeFile(smallFile).axons;
    expect(small().axons[0]!.spec).toEqual(read!.spec);
  });

  test('and byte-equal manifests', () => {
    expect(small().app.synthYaml()).toBe(synthesizeFile(smallFile).app.synthYaml());
  });

  test('the ConfigMap holds a spec that resolves to the same axon', () => {
    const { axons, find } = synthesizeFile(smallFile);
    const kept = JSON.parse(find('ConfigMap', 'small-axon').data['axon.json']) as AxonSpec;
    expect(resolveSpec(kept).axon?.hash).toBe(axons[0]!.resolved.hash);
  });
});

describe('what is added after construction', () => {
  test('counts as if it had been there', () => {
    const { axons, find } = synthesize((chart) => {
      const axon = new Axon(chart, 'axon', { onWarnings });
      const sensor = new Sensor(axon, 'start', {});
      const graph = new ModelGraph(axon, 'api');
      const model = graph.addModel('m');
      const source = Artifact.local('code', { folder: 'src', path: '/src' });
      const train = new TrainTask(axon, 'Train', { image: Image.fromDockerfile('train', { source }) });
      const deploy = new DeployTask(axon, 'Serve', { image });
      sensor.addAction(Action.train(train), Action.deploy(graph));
      sensor.addTrigger(Trigger.rest('go'));
      sensor.addCondition(Condition.metric(train.metric('accuracy').above(0.5), { name: 'good' }));
      graph.addRoute('/predict', [model]);
      model.addBackend('b', { train, deploy });
      axon.addArtifact(source);
      return [axon];
    });
    const { spec } = axons[0]!.spec;
    expect(spec.artifacts).toEqual([{ name: 'code', path: '/src', source: { kind: 'local', path: 'src' } }]);
    expect(spec.tasks.map(({ name }) => name)).toEqual(['Train', 'Serve']);
    expect(spec.sensors).toEqual([
      {
        name: 'start',
        triggers: [{ kind: 'rest', name: 'go' }],
        conditions: [{ name: 'good', type: 'Metric', condition: '{{accuracy}} > 0.5', task: 'Train' }],
        policy: 'All',
        concurrency: 'Forbid',
        tasks: [
          { kind: 'train', task: 'Train', env: [] },
          {
            kind: 'deploy',
            env: [],
            deployer: {
              name: 'api',
              replicas: 1,
              rolloutSpec: [],
              models: [
                { name: 'm', routingStrategy: [], backendModels: [{ name: 'b', trainer: 'Train', deployer: 'Serve' }] },
              ],
              routes: [{ path: '/predict', dag: [{ model: 'm', dependencies: [], kind: 'model' }] }],
            },
          },
        ],
      },
    ]);
    expect(find('Deployment', 'axon-api-gateway')).toBeDefined();
  });

  test('counts after the axon has been asked', () => {
    const axon = new Axon(new Chart(new App(), 'chart'), 'axon');
    const tasks = () => axon.spec.spec.tasks.map(({ name }) => name);
    expect(tasks()).toEqual([]);
    new ContainerTask(axon, 'T', { image });
    expect(tasks()).toEqual(['T']);
  });

  test('stands in the tree at once', () => {
    const axon = new Axon(new Chart(new App(), 'chart'), 'axon');
    new TrainTask(axon, 'Train', { image });
    expect(axon.node.findChild('Tasks').node.tryFindChild('Train')).toBeDefined();
  });

  test('may be a state wanted, whose deployer gets its gateway', () => {
    const { find } = synthesize((chart) => {
      const axon = new Axon(chart, 'axon', { name: 'x', onWarnings });
      const train = new TrainTask(axon, 'Train', { image });
      const deploy = new DeployTask(axon, 'Serve', { image });
      new DesiredModel(axon, 'digits', { train, deploy });
      return [axon];
    });
    expect(find('Deployment', 'x-digits-gateway')).toBeDefined();
  });

  test('completes an axon that was read from a file', () => {
    const { axons, find } = synthesize((chart) => {
      const axon = Axon.fromYaml(chart, 'axon', smallFile, { onWarnings });
      const report = new ContainerTask(axon, 'Report', { image });
      new Sensor(axon, 'report', {
        triggers: [
          Trigger.succeeded(axon.task('Train', TrainTask)),
          Trigger.succeeded(axon.deployer('api', ModelGraph)),
        ],
        actions: [Action.execute(report)],
      });
      const graph = axon.deployer('api', ModelGraph);
      const model = graph.addModel('second');
      model.addBackend('second', { deploy: axon.task('Serve', DeployTask) });
      graph.addRoute('/second', [model]);
      return [axon];
    });
    expect(find('CronJob', 'small-report')).toBeDefined();
    const { deployers, sensors } = axons[0]!.resolved;
    expect([...deployers.values()].flatMap(({ routes }) => routes.map(({ path }) => path))).toEqual([
      '/predict',
      '/second',
    ]);
    expect(sensors.map(({ name }) => name)).toEqual(['start', 'deploy', 'report']);
  });
});

describe('faults', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'myelin-constructs-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const failure = (act: () => unknown): Error => {
    try {
      act();
    } catch (thrown) {
      return thrown as Error;
    }
    throw new Error('nothing was thrown');
  };
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('of all axons of an app are thrown at synthesis as one error, with the construct', () => {
    const app = new App();
    const chart = new Chart(app, 'chart');
    const typo = readFileSync(smallFile, 'utf8').replace('trainer: Train', 'trainer: Trian');
    Axon.fromYaml(chart, 'one', file('trian.yaml', typo));
    new ContainerTask(new Axon(chart, 'two'), 'T', {});
    new ContainerTask(new Axon(chart, 'three'), 'T', { image });
    const error = failure(() => app.synthYaml());
    expect(error).toBeInstanceOf(AxonSpecError);
    expect((error as AxonSpecError).issues.filter(({ severity }) => severity === 'error')).toHaveLength(2);
    expect(error.message).toContain(
      'spec.sensors[1].tasks[0].deployer.models[0].backendModels[0].trainer unknown task Trian',
    );
    expect(error.message).toContain('[chart/two]\nerror MYL1103 [chart/two/Tasks/T] the container task T has no image');
    expect(error.message).not.toContain('chart/three');
  });

  test('in a file have their place in it', () => {
    const path = file('typo.yaml', readFileSync(smallFile, 'utf8').replace('trainer: Train', 'trainer: Trian'));
    const error = failure(() => synthesizeFile(path));
    expect(error).toBeInstanceOf(AxonSpecError);
    expect(error.message).toMatch(/typo\.yaml:\d+:\d+ error MYL1101 .*unknown task Trian/);
  });

  test('of a file that is not there, not YAML or empty are thrown when it is read', () => {
    const read = (path: string) => failure(() => Axon.fromYaml(new Chart(new App(), 'chart'), 'axon', path)).message;
    expect(read('nowhere.yaml')).toContain(
      '[chart/axon]\nerror MYL1001 nowhere.yaml cannot be read: there is no such file',
    );
    expect(read(tmpdir())).toContain(`error MYL1001 ${tmpdir()} cannot be read: it is a directory`);
    expect(read(undefined as never)).toBe(
      '[chart/axon] the file must be a path from the working directory, got undefined',
    );
    expect(read(file('bad.yaml', 'a: [1'))).toMatch(/bad\.yaml:\d+:\d+ error MYL1002/);
    expect(read(file('empty.yaml', '# nothing\n'))).toMatch(/empty\.yaml:1:1 error MYL1007 .* holds no axon/);
  });

  test('a file of several axons is for allFromYaml', () => {
    const text = readFileSync(smallFile, 'utf8');
    const path = file('two.yaml', `${text}---\n${text.replace('name: small', 'name: other')}`);
    const chart = new Chart(new App(), 'chart');
    const error = failure(() => Axon.fromYaml(chart, 'axon', path));
    expect(error).toBeInstanceOf(ConstructUseError);
    expect(error.message).toBe(`[chart/axon] ${path} holds 2 axons (small, other): use Axon.allFromYaml`);
    expect(Axon.allFromYaml(chart, path).map(({ node }) => node.path)).toEqual(['chart/small', 'chart/other']);
  });

  test('a name that is used twice is an issue of the document, and so is what makes no sense', () => {
    const tasks = [{ name: 'T', container: { image: 'i' } }];
    expect(failure(() => synthesizeSpec({ tasks: [...tasks, ...tasks] })).message).toContain('MYL1010');
    expect(failure(() => synthesizeSpec({ tasks: [null, 7] }))).toBeInstanceOf(AxonSpecError);
    expect(failure(() => synthesizeSpec({ tasks: 7, sensors: [{ tasks: 'T' }] }))).toBeInstanceOf(AxonSpecError);
  });

  test('what is asked of an axon with faults says them', () => {
    const axon = new Axon(new Chart(new App(), 'chart'), 'axon', { name: 'Not A Name' });
    expect(failure(() => axon.resolved)).toBeInstanceOf(AxonSpecError);
    expect(axon.issues.map(({ path }) => path)).toContainEqual(['metadata', 'name']);
  });
});

describe('warnings', () => {
  test('a variable without effect, images that are not built, and a store that one node mounts, are told once', () => {
    const told: string[] = [];
    const { app } = synthesize((chart) => [
      smallAxon(chart, 'axon', {
        store: AxonStore.claim({ name: 'axon-store' }),
        onWarnings: (issues, construct) =>
          told.push(...issues.map(({ code, path }) => [construct, code, ...path].join(' '))),
      }),
    ]);
    app.synthYaml();
    expect(told).toEqual([
      'chart/axon MYL1111 spec tasks 1 train imageBuild',
      'chart/axon MYL1111 spec tasks 2 deploy imageBuild',
      'chart/axon MYL1108 spec tasks 0 container env 1 name',
      'chart/axon MYL5002 spec volumeClaimTemplate',
      'chart/axon MYL5001 spec tasks 1 train imageBuild',
      'chart/axon MYL5001 spec tasks 2 deploy imageBuild',
    ]);
  });

  test('parameters given by the app win over those of the axon', () => {
    const { find } = synthesizeFile(smallFile, { parameterValues: { registry: 'mirror.example.com' } });
    const [container] = find('CronJob', 'small-prepare').spec.jobTemplate.spec.template.spec.containers;
    expect(container.image).toBe('mirror.example.com/prepare:1');
  });
});
