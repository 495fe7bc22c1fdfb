import { App, Chart } from 'cdk8s';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Axon, AxonSpecError, ConstructUseError, type AxonProps } from '../../lib/constructs';
import { resolveSpec } from '../../lib/spec/load';
import type { AxonSpec } from '../../lib/spec/schema/axon';
import { synthesize, synthesizeFile, synthesizeProps } from './synthesize';

const smallFile = 'test/fixtures/axons/small.yaml';

/** What small.yaml says, in TypeScript. */
const smallProps: AxonProps = {
  name: 'small',
  labels: { team: 'vision' },
  parameters: [{ name: 'registry', value: 'registry.example.com' }],
  volumeClaimTemplate: {
    metadata: { name: 'axon-store' },
    spec: { storageClassName: 'nfs', accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
  },
  podPatch: { metadata: { annotations: { 'example.com/owner': 'vision' } } },
  tasks: [
    {
      name: 'Prepare',
      container: {
        image: '{{workflow.parameters.registry}}/prepare:1',
        env: [
          { name: 'TASK_TYPE', value: 'download' },
          { name: 'MYELIN_AXON', value: 'forged' },
        ],
        timeout: '90s',
      },
    },
    {
      name: 'Train',
      train: {
        imageBuild: { repositoryName: 'small-train', dockerfile: { path: 'Dockerfile' } },
        lossMetric: 'accuracy',
        lossMetricSelector: 'greater',
        resources: { limits: { memory: '4Gi', 'nvidia.com/gpu': 1 } },
      },
    },
    {
      name: 'Serve',
      deploy: {
        imageBuild: {
          repositoryName: 'small-serve',
          s2i: { contextDir: '.', builderImage: 'myelin/model-server' },
        },
        endpointRestType: 'Json',
        podPatch: {
          spec: {
            terminationGracePeriodSeconds: 60,
            containers: [{ name: 'model', env: [{ name: 'LOG_LEVEL', value: 'debug' }] }],
          },
        },
      },
    },
  ],
  sensors: [
    { name: 'start', tasks: [{ resourceExecutor: { task: 'Prepare' } }, { trainer: { task: 'Train' } }] },
    {
      name: 'deploy',
      triggers: [{ name: 'trained', type: 'Lifecycle', condition: 'Succeeded', task: 'Train' }],
      tasks: [
        {
          deployer: {
            name: 'api',
            models: [{ name: 'digits', backendModels: [{ name: 'digits', trainer: 'Train', deployer: 'Serve' }] }],
            routes: [{ path: '/predict', dag: [{ model: 'digits', path: '/predict' }] }],
          },
        },
      ],
    },
  ],
};

describe('two doors', () => {
  test('YAML and TypeScript give deep-equal specs', () => {
    const [read] = synthesizeFile(smallFile).axons;
    expect(synthesizeProps(smallProps).axons[0]!.spec).toEqual(read!.spec);
  });

  test('and byte-equal manifests', () => {
    expect(synthesizeProps(smallProps).app.synthYaml()).toBe(synthesizeFile(smallFile).app.synthYaml());
  });

  test('the ConfigMap holds a spec that resolves to the same axon', () => {
    const { axons, find } = synthesizeFile(smallFile);
    const kept = JSON.parse(find('ConfigMap', 'small-axon').data['axon.json']) as AxonSpec;
    expect(resolveSpec(kept).axon?.hash).toBe(axons[0]!.resolved.hash);
  });
});

describe('what is added after construction', () => {
  const { tasks = [], sensors = [], ...rest } = smallProps;

  test('counts as if it had been there', () => {
    const grown = synthesize((chart) => {
      const axon = new Axon(chart, 'axon', { ...rest, onWarnings: () => undefined });
      sensors.forEach((sensor) => axon.addSensor(sensor));
      tasks.forEach((task) => axon.addTask(task));
      return [axon];
    });
    expect(grown.axons[0]!.spec).toEqual(synthesizeProps(smallProps).axons[0]!.spec);
    const whole = synthesizeProps(smallProps);
    expect(grown.objects).toHaveLength(whole.objects.length);
    expect(grown.objects).toEqual(expect.arrayContaining([...whole.objects]));
  });

  test('stands in the tree at once', () => {
    const axon = new Axon(new Chart(new App(), 'chart'), 'axon', { name: 'x' });
    axon.addTask({ name: 'Train', train: { image: 'i' } });
    expect(axon.node.findChild('Tasks').node.tryFindChild('Train')).toBeDefined();
  });

  test('may be a state wanted, whose deployer gets its gateway', () => {
    const { find } = synthesize((chart) => [
      new Axon(chart, 'axon', { ...rest, tasks, onWarnings: () => undefined }).addDesired({
        name: 'digits',
        train: 'Train',
        deploy: 'Serve',
      }),
    ]);
    expect(find('Deployment', 'small-digits-gateway')).toBeDefined();
  });

  test('completes an axon that was read from a file', () => {
    const { find } = synthesize((chart) => [
      Axon.fromYaml(chart, 'axon', smallFile, { onWarnings: () => undefined }).addTask({
        name: 'Report',
        container: { image: 'report:1' },
      }),
    ]);
    expect(find('CronJob', 'small-report')).toBeDefined();
  });

  test('does not write into what it was given', () => {
    const props: AxonProps = { name: 'x', tasks: [{ name: 'A', container: { image: 'i' } }] };
    new Axon(new Chart(new App(), 'chart'), 'axon', props).addTask({ name: 'B', container: { image: 'i' } });
    expect(props.tasks).toHaveLength(1);
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
    new Axon(chart, 'one', { name: 'one', sensors: [{ name: 's', tasks: [{ trainer: { task: 'Trian' } }] }] });
    new Axon(chart, 'two', { name: 'two', tasks: [{ name: 'T', container: {} }] });
    new Axon(chart, 'three', { name: 'three', tasks: [{ name: 'T', container: { image: 'i' } }] });
    const error = failure(() => app.synthYaml());
    expect(error).toBeInstanceOf(AxonSpecError);
    expect((error as AxonSpecError).issues.filter(({ severity }) => severity === 'error')).toHaveLength(2);
    expect(error.message).toContain(
      '[chart/one]\nerror MYL1101 spec.sensors[0].tasks[0].trainer.task unknown task Trian',
    );
    expect(error.message).toContain(
      '[chart/two]\nerror MYL1103 spec.tasks[0].container the container task T has neither image nor imageBuild',
    );
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

  test('a name that is used twice is an issue, and so is a construct without sense from JavaScript', () => {
    const tasks = [{ name: 'T', container: { image: 'i' } }];
    expect(failure(() => synthesizeProps({ name: 'x', tasks: [...tasks, ...tasks] })).message).toContain('MYL1010');
    expect(failure(() => synthesizeProps({ name: 'x', tasks: [null, 7] } as never))).toBeInstanceOf(AxonSpecError);
    expect(failure(() => synthesizeProps({} as never))).toBeInstanceOf(AxonSpecError);
  });

  test('what is asked of an axon with faults says them', () => {
    const axon = new Axon(new Chart(new App(), 'chart'), 'axon', { name: 'Not A Name' });
    expect(failure(() => axon.resolved)).toBeInstanceOf(AxonSpecError);
    expect(axon.issues.map(({ path }) => path)).toContainEqual(['metadata', 'name']);
  });
});

describe('warnings', () => {
  test('images that are not built, and a store that one node mounts, are told once', () => {
    const told: string[] = [];
    const { app } = synthesizeProps({
      ...smallProps,
      volumeClaimTemplate: { metadata: { name: 'axon-store' } },
      onWarnings: (issues, construct) =>
        told.push(...issues.map(({ code, path }) => [construct, code, ...path].join(' '))),
    });
    app.synthYaml();
    expect(told).toEqual([
      'chart/axon MYL5001 spec tasks 1 train imageBuild',
      'chart/axon MYL5001 spec tasks 2 deploy imageBuild',
      'chart/axon MYL5002 spec volumeClaimTemplate',
    ]);
  });

  test('parameters given by the app win over those of the axon', () => {
    const { find } = synthesizeFile(smallFile, { parameterValues: { registry: 'mirror.example.com' } });
    const [container] = find('CronJob', 'small-prepare').spec.jobTemplate.spec.template.spec.containers;
    expect(container.image).toBe('mirror.example.com/prepare:1');
  });
});
