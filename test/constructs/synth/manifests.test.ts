import { ApiObject, App, Chart } from 'cdk8s';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { addCharts } from '../../../apps/main';
import { Axon, manifestsOf, writeManifests } from '../../../lib/constructs';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-manifests-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => void jest.spyOn(console, 'warn').mockImplementation());

/** Files of a folder by name, as ordered lists of parsed objects. */
function read(dir: string): Record<string, unknown[]> {
  return Object.fromEntries(
    readdirSync(dir).map((name) => {
      const documents = parseAllDocuments(readFileSync(join(dir, name), 'utf8'));
      return [name, 'empty' in documents ? [] : documents.map((document) => document.toJS() as unknown)];
    }),
  );
}

/** What cdk8s writes, and what is written here, of one app. */
function both(make: (app: App) => void): { readonly theirs: unknown; readonly ours: unknown } {
  const [theirs, ours] = [join(folder, 'theirs'), join(folder, 'ours')];
  const app = new App({ outdir: theirs });
  make(app);
  app.synth();
  writeManifests(manifestsOf(app), ours);
  return { theirs: read(theirs), ours: read(ours) };
}

test('the files of the apps are those of cdk8s, object by object in the same order', () => {
  const { theirs, ours } = both((app) => addCharts(app, 'apps'));
  expect(ours).toEqual(theirs);
});

test('objects of operators and of an admin are in files of their own, as with cdk8s', () => {
  const { theirs, ours } = both((app) => {
    Axon.allFromYaml(new Chart(app, 'operators'), 'test/fixtures/axons/operators.yaml');
    Axon.allFromYaml(new Chart(app, 'everything'), 'test/fixtures/axons/everything.yaml');
  });
  expect(ours).toEqual(theirs);
});

test('charts that depend on each other are numbered in the order in which they are applied', () => {
  const { theirs, ours } = both((app) => {
    const [first, second, third] = ['z', 'y', 'x'].map((id) => new Chart(app, id));
    for (const chart of [first, second, third])
      new ApiObject(chart!, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: chart!.node.id } });
    third!.addDependency(first!);
  });
  expect(Object.keys(ours as object).sort()).toEqual(['0000-y.k8s.yaml', '0001-z.k8s.yaml', '0002-x.k8s.yaml']);
  expect(ours).toEqual(theirs);
});

test('a chart with nothing in it is an empty file, and other files stay', () => {
  writeFileSync(join(folder, 'other.yaml'), 'other');
  const app = new App();
  new Chart(app, 'empty');
  expect(writeManifests(manifestsOf(app), folder)).toEqual([join(folder, 'empty.k8s.yaml')]);
  expect(readFileSync(join(folder, 'empty.k8s.yaml'), 'utf8')).toBe('');
  expect(readFileSync(join(folder, 'other.yaml'), 'utf8')).toBe('other');
});
