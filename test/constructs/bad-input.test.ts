import { App, Chart } from 'cdk8s';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Axon,
  AxonRuntime,
  Cluster,
  ContainerTask,
  DeployTask,
  DesiredModel,
  Image,
  ModelGraph,
  Sensor,
  SparkTask,
  TrainTask,
} from '../../lib/constructs';

/** What JavaScript may pass, where there are no types. */
const wrong = (value: unknown) => value as never;

const image = Image.fromRegistry('i');

let app: App;
let chart: Chart;
let folder: string;

beforeEach(() => {
  app = new App();
  chart = new Chart(app, 'chart');
  folder = mkdtempSync(join(tmpdir(), 'myelin-bad-input-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function message(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    return (thrown as Error).message;
  }
  throw new Error('nothing was thrown');
}

function file(text: string): string {
  const path = join(folder, 'axon.yaml');
  writeFileSync(path, text);
  return path;
}

const axonText = (name: string) => `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: ${name}}
spec:
  tasks: [{name: T, container: {image: i}}]
  sensors: [{name: s, tasks: [{resourceExecutor: {task: T}}]}]
`;

describe('two axons with one name in a chart', () => {
  test('of a program', () => {
    new Axon(chart, 'one', { name: 'digits' });
    expect(message(() => new Axon(chart, 'two', { name: 'digits' }))).toBe(
      '[chart/two] another axon of its chart has the name digits: chart/one',
    );
    expect(message(() => new Axon(chart, 'one'))).toBe('[chart] there is already a construct with the id one');
  });

  test('of one file, read once or twice', () => {
    const twice = file(`${axonText('digits')}---\n${axonText('digits')}`);
    expect(message(() => Axon.allFromYaml(chart, twice))).toBe(
      '[chart] there is already a construct with the id digits',
    );
    const fresh = new Chart(app, 'fresh');
    const once = file(axonText('digits'));
    Axon.fromYaml(fresh, 'one', once);
    expect(message(() => Axon.fromYaml(fresh, 'two', once))).toBe(
      '[fresh/two] another axon of its chart has the name digits: fresh/one',
    );
  });
});

describe('an id with a slash', () => {
  let axon: Axon;
  beforeEach(() => {
    axon = new Axon(chart, 'one');
  });

  test.each<[what: string, make: (scope: Axon) => unknown]>([
    ['the container task', (scope) => new ContainerTask(scope, 'a/b', { image })],
    ['the train task', (scope) => new TrainTask(scope, 'a/b', { image })],
    ['the deploy task', (scope) => new DeployTask(scope, 'a/b', { image })],
    ['the spark task', (scope) => new SparkTask(scope, 'a/b', wrong({}))],
    ['the sensor', (scope) => new Sensor(scope, 'a/b', {})],
    ['the model graph', (scope) => new ModelGraph(scope, 'a/b')],
    ['the desired model', (scope) => new DesiredModel(scope, 'a/b', wrong({}))],
  ])('of %s', (what, make) => {
    expect(message(() => make(axon))).toBe(`[chart/one] the id of ${what} must not have a slash, got a/b`);
  });

  test.each<[what: string, make: (scope: Chart) => unknown]>([
    ['the axon', (scope) => new Axon(scope, 'a/b')],
    ['the axon', (scope) => Axon.fromYaml(scope, 'a/b', 'nowhere.yaml')],
    ['the runtime', (scope) => new AxonRuntime(scope, 'a/b')],
  ])('of %s', (what, make) => {
    expect(message(() => make(chart))).toBe(`[chart] the id of ${what} must not have a slash, got a/b`);
  });

  test('and a name with one in a file', () => {
    Axon.allFromYaml(chart, file(axonText('a/b')));
    expect(message(() => app.synthYaml())).toBe(`[chart/a-b]
${join(folder, 'axon.yaml')}:3:18 error MYL1011 metadata.name expected lower case letters and digits, with "-" between them, got "a/b"
1 error`);
  });
});

describe('a file that is not there', () => {
  test.each<[what: string, read: () => unknown, told: string]>([
    [
      'an axon',
      () => Axon.fromYaml(chart, 'one', 'nowhere.yaml'),
      `[chart/one]
error MYL1001 nowhere.yaml cannot be read: there is no such file
  hint: it was looked for from ${process.cwd()}
1 error`,
    ],
    [
      'axons',
      () => Axon.allFromYaml(chart, 'nowhere.yaml'),
      `[chart]
error MYL1001 nowhere.yaml cannot be read: there is no such file
  hint: it was looked for from ${process.cwd()}
1 error`,
    ],
    [
      'a lock of images',
      () => new Axon(chart, 'one', { imageLock: 'nowhere.json' }),
      `[chart/one]
error MYL4003 the image lock nowhere.json cannot be read: there is no such file
  hint: run myelin build, which writes it
1 error`,
    ],
    [
      'a cluster',
      () => Cluster.fromFile('nowhere.json'),
      `[Cluster]
error MYL6001 nowhere.json cannot be read: there is no such file
  hint: terraform output -json of the cluster writes it
1 error`,
    ],
  ])('%s', (_, read, told) => expect(message(read)).toBe(told));
});
