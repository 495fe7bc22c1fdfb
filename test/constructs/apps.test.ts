import { App, Chart } from 'cdk8s';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chart as batchScoring } from '../../apps/batch-scoring/main';
import { chart as digits } from '../../apps/digits/main';
import { chart as ensemble } from '../../apps/ensemble/main';
import { addCharts } from '../../apps/main';
import { Axon } from '../../lib/constructs';
import type { Manifest } from './synthesize';

beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation());
afterEach(() => jest.restoreAllMocks());

test('every app of the repository becomes a chart with objects', () => {
  const app = new App();
  addCharts(app, 'apps');
  const folders = readdirSync('apps', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const charts = app.charts.map(({ node }) => node.id);
  expect(charts).toEqual(expect.arrayContaining(folders.map(({ name }) => name)));
  for (const chart of app.charts) {
    const kinds = (chart.toJson() as Manifest[]).map(({ kind }) => kind as string);
    expect(kinds).toEqual(expect.arrayContaining(['ConfigMap', 'CronJob']));
  }
});

test.each([
  ['batch-scoring', batchScoring],
  ['digits', digits],
  ['ensemble', ensemble],
])('the app %s says in TypeScript what its axon.yaml says: one spec, the same bytes', (name, chart) => {
  const [written, read] = [new App(), new App()];
  const { spec } = chart(written);
  const [axon] = Axon.allFromYaml(new Chart(read, name), `apps/${name}/axon.yaml`);
  expect(spec).toEqual(axon!.spec);
  expect(written.synthYaml()).toBe(read.synthYaml());
});

test('the whole tree of the digits app is a public contract', () => {
  const app = new App();
  const axon = digits(app);
  expect(axon.node.findAll().map(({ node }) => node.path)).toEqual([
    'digits/digits',
    'digits/digits/Spec',
    'digits/digits/Spec/Resource',
    'digits/digits/Account',
    'digits/digits/Account/Resource',
    'digits/digits/Runtime',
    'digits/digits/Runtime/Resource',
    'digits/digits/Runtime/Binding',
    'digits/digits/Network',
    'digits/digits/Network/Resource',
    'digits/digits/Store',
    'digits/digits/Store/Resource',
    'digits/digits/StoreJob',
    'digits/digits/StoreJob/Resource',
    'digits/digits/Tasks',
    'digits/digits/Tasks/Prepare',
    'digits/digits/Tasks/Prepare/Access',
    'digits/digits/Tasks/Prepare/Access/Network',
    'digits/digits/Tasks/Prepare/Access/Network/Resource',
    'digits/digits/Tasks/Prepare/Resource',
    'digits/digits/Tasks/Train',
    'digits/digits/Tasks/Train/Access',
    'digits/digits/Tasks/Train/Access/Network',
    'digits/digits/Tasks/Train/Access/Network/Resource',
    'digits/digits/Tasks/Train/Resource',
    'digits/digits/Tasks/Deploy',
    'digits/digits/Tasks/Deploy/Access',
    'digits/digits/Tasks/Deploy/Access/Account',
    'digits/digits/Tasks/Deploy/Access/Account/Resource',
    'digits/digits/Tasks/Deploy/Access/Network',
    'digits/digits/Tasks/Deploy/Access/Network/Resource',
    'digits/digits/Tasks/Deploy/Access/Guard',
    'digits/digits/Tasks/Deploy/Access/Guard/Resource',
    'digits/digits/Tasks/Deploy/Access/Guard/PeerAuthentication',
    'digits/digits/Tasks/Deploy/Resource',
    'digits/digits/Tasks/Deploy/Service',
    'digits/digits/Tasks/Deploy/Service/Resource',
    'digits/digits/Tasks/Deploy/DisruptionBudget',
    'digits/digits/Tasks/Deploy/DisruptionBudget/Resource',
    'digits/digits/Tasks/Deploy/TrafficPolicy',
    'digits/digits/Tasks/Deploy/TrafficPolicy/Resource',
    'digits/digits/Tasks/Traffic',
    'digits/digits/Tasks/Traffic/Access',
    'digits/digits/Tasks/Traffic/Access/Network',
    'digits/digits/Tasks/Traffic/Access/Network/Resource',
    'digits/digits/Tasks/Traffic/Resource',
    'digits/digits/Sensors',
    'digits/digits/Sensors/traffic',
    'digits/digits/Sensors/digits-start',
    'digits/digits/Sensors/digits-deploy',
    'digits/digits/Sensors/digits-watch',
    'digits/digits/Deployers',
    'digits/digits/Deployers/digits',
    'digits/digits/Deployers/digits/Resource',
    'digits/digits/Deployers/digits/Service',
    'digits/digits/Deployers/digits/Service/Resource',
    'digits/digits/Deployers/digits/Access',
    'digits/digits/Deployers/digits/Access/Account',
    'digits/digits/Deployers/digits/Access/Account/Resource',
    'digits/digits/Deployers/digits/Access/Network',
    'digits/digits/Deployers/digits/Access/Network/Resource',
    'digits/digits/Deployers/digits/Access/Guard',
    'digits/digits/Deployers/digits/Access/Guard/Resource',
    'digits/digits/Deployers/digits/Access/Guard/PeerAuthentication',
    'digits/digits/Deployers/digits/Route',
    'digits/digits/Deployers/digits/Route/Resource',
    'digits/digits/Deployers/digits/DisruptionBudget',
    'digits/digits/Deployers/digits/DisruptionBudget/Resource',
    'digits/digits/Deployers/digits/TrafficPolicy',
    'digits/digits/Deployers/digits/TrafficPolicy/Resource',
  ]);
});

test('a folder without a program is synthesized from its axon.yaml, one with neither is passed over', () => {
  const sources = mkdtempSync(join(tmpdir(), 'myelin-apps-'));
  const text = (name: string) =>
    `{apiVersion: myelin.io/v1alpha1, kind: Axon, metadata: {name: ${name}}, spec: {tasks: [{name: T, container: {image: i}}]}}`;
  try {
    for (const name of ['zebra', 'alpha', 'empty']) mkdirSync(join(sources, name));
    writeFileSync(join(sources, 'zebra', 'axon.yaml'), `${text('one')}\n---\n${text('two')}\n`);
    writeFileSync(join(sources, 'alpha', 'axon.yaml'), text('three'));
    const app = new App();
    addCharts(app, sources);
    const names = app.charts.map((chart) => [
      chart.node.id,
      ...(chart.toJson() as Manifest[]).filter(({ kind }) => kind === 'CronJob').map(({ metadata }) => metadata.name),
    ]);
    expect(names).toEqual([
      ['alpha', 'three-store-sweep', 'three-t'],
      ['zebra', 'one-store-sweep', 'one-t', 'two-store-sweep', 'two-t'],
    ]);
  } finally {
    rmSync(sources, { recursive: true });
  }
});
