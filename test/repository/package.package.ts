import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(__dirname, '../..');
const MEGABYTE = 1e6;

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'myelin-package-'));
  const packed = npm(repository, 'pack', '--json', '--pack-destination', project);
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('['))) as [{ filename: string }];
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true }\n');
  npm(project, 'install', '--no-audit', '--no-fund', '--prefer-offline', join(project, filename));
}, 600_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

function npm(cwd: string, ...words: readonly string[]): string {
  return execFileSync('npm', words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Bytes of all files below a folder, links not followed. */
function sizeOf(path: string): number {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.isFile() ? found.size : 0;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

const installed = (name: string) => existsSync(join(project, 'node_modules', name));

/** A project that reads an axon, plans a study and makes a chart. */
const CONSUMER = `import { App, Chart } from 'cdk8s';
import { formatPath, loadAxons, type Issue } from 'myelin';
import { Axon, type AxonProps } from 'myelin/constructs';
import { bracketPlan } from 'myelin/tuning';

const props: AxonProps = { name: 'consumer' };
const chart = new Chart(new App(), 'chart');
export const axon: Axon = new Axon(chart, 'axon', props);
export const issues: readonly Issue[] = loadAxons('kind: Axon', { file: 'axon.yaml' }).issues;
const plan = bracketPlan({ optimiser: 'HyperBand', minBudget: 1, maxBudget: 9, reductionFactor: 3, numIteration: 1 });
console.log(formatPath(['spec', 'tasks', 0]), issues.length > 0, plan.evaluations);
`;

/** Compiles the consumer with the compiler of this repository, and runs what came out. */
function compileAndRun(compilerOptions: Readonly<Record<string, unknown>>): string {
  const folder = join(project, `consumer-${String(compilerOptions['moduleResolution'])}`);
  mkdirSync(folder);
  const options = { target: 'ES2022', strict: true, skipLibCheck: false, types: [], ...compilerOptions };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['main.ts'] }));
  writeFileSync(join(folder, 'main.ts'), `declare const console: { log(...words: unknown[]): void };\n${CONSUMER}`);
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  } catch (fault) {
    return (fault as { stdout: string }).stdout;
  }
  return execFileSync(process.execPath, [join(folder, 'main.js')], { encoding: 'utf8' });
}

test('an empty project gets neither cdktf nor a cloud provider', () => {
  expect(installed('myelin')).toBe(true);
  expect(installed('cdktf')).toBe(false);
  expect(installed('@cdktf')).toBe(false);
});

test('what is installed beside the peers stays far below 200 MB', () => {
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    peerDependencies: Record<string, string>;
  };
  const everything = sizeOf(join(project, 'node_modules'));
  const peers = Object.keys(manifest.peerDependencies).filter(installed);
  const ofPeers = peers.reduce((sum, name) => sum + sizeOf(join(project, 'node_modules', name)), 0);
  const own = sizeOf(join(project, 'node_modules/myelin'));
  const text = [everything - ofPeers, own, ofPeers].map((bytes) => `${(bytes / MEGABYTE).toFixed(1)} MB`);
  process.stdout.write(`installed without peers: ${text[0]}, of which myelin ${text[1]}; peers: ${text[2]}\n`);
  expect(everything - ofPeers).toBeLessThan(100 * MEGABYTE);
  expect(own).toBeLessThan(10 * MEGABYTE);
});

test('the package holds what is built, and nothing of the tests', () => {
  const files = readdirSync(join(project, 'node_modules/myelin'), { recursive: true, encoding: 'utf8' });
  expect(files).toEqual(expect.arrayContaining(['build/lib/index.js', 'build/lib/index.d.ts', 'build/schema.json']));
  expect(files.filter((file) => /\.test\.|(^|\/)test\/|__pycache__|\.tsbuildinfo$/.test(file))).toEqual([]);
});

test('the pages that the README links to come with it', () => {
  const own = join(project, 'node_modules/myelin');
  const links = [...readFileSync(join(own, 'README.md'), 'utf8').matchAll(/\]\(([^)#]+)/g)].map(
    ([, path = '']) => path,
  );
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((path) => !existsSync(join(own, path)))).toEqual([]);
});

test('the program runs', () => {
  const help = execFileSync(join(project, 'node_modules/.bin/myelin'), ['--help'], { cwd: project, encoding: 'utf8' });
  expect(help).toMatch(/^Usage: myelin /);
  expect(help).toContain('validate');
});

test('the program checks an axon', () => {
  writeFileSync(
    join(project, 'axon.yaml'),
    readFileSync(join(repository, 'test/fixtures/bench/three-hundred-lines.yaml')),
  );
  const said = execFileSync(join(project, 'node_modules/.bin/myelin'), ['validate', 'axon.yaml'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(said).toContain('is valid');
});

test('a project that resolves modules the old way compiles, and runs', () => {
  const said = compileAndRun({ module: 'CommonJS', moduleResolution: 'node10', esModuleInterop: true });
  expect(said).toBe('spec.tasks[0] true 13\n');
}, 120_000);

test('a project that resolves modules as node does compiles, and runs', () => {
  const said = compileAndRun({ module: 'Node16', moduleResolution: 'node16' });
  expect(said).toBe('spec.tasks[0] true 13\n');
}, 120_000);

test('a project with the options of the TypeScript template of cdk8s compiles, and runs', () => {
  const template = join(repository, 'node_modules/cdk8s-cli/templates/typescript-app/tsconfig.json');
  const { compilerOptions } = JSON.parse(readFileSync(template, 'utf8')) as {
    compilerOptions: Record<string, unknown>;
  };
  expect(compilerOptions).not.toHaveProperty('skipLibCheck');
  expect(compilerOptions).not.toHaveProperty('esModuleInterop');
  const said = compileAndRun({ ...compilerOptions, moduleResolution: 'node' });
  expect(said).toBe('spec.tasks[0] true 13\n');
}, 120_000);

test('declarations speak neither of zod nor of anything else than the sub-paths need', () => {
  const library = join(project, 'node_modules/myelin/build/lib');
  const files = readdirSync(library, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts'));
  const texts = files.map((file) => readFileSync(join(library, file), 'utf8'));
  expect(files.filter((_, index) => texts[index]?.includes('zod'))).toEqual([]);
  expect(files.filter((file) => /^(cli|local|runtime|gateway|control|build)\//.test(file))).toEqual([]);
  expect(texts.join('').length).toBeLessThan(250_000);
});

/** Ten lines of constructs, as somebody writes who has just installed the package. */
const AXON_APP = `import { App, Chart } from 'cdk8s';
import { Action, Axon, Image, Metric, Objective, Sensor, TrainTask, Trigger } from 'myelin/constructs';

const app = new App();
const axon = new Axon(new Chart(app, 'iris'), 'iris');
const train = new TrainTask(axon, 'Train', {
  image: Image.fromRegistry('example/train:1'),
  metrics: [Metric.gauge('accuracy')],
  objective: Objective.maximize('accuracy'),
});
new Sensor(axon, 'start', { triggers: [Trigger.onStart()], actions: [Action.train(train)] });
app.synth();
`;

test('ten lines of constructs compile in the consumer, and cdk8s synthesizes them', () => {
  const folder = join(project, 'axon-app');
  mkdirSync(folder);
  const compilerOptions = { target: 'ES2022', strict: true, types: [], module: 'Node16', moduleResolution: 'node16' };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  writeFileSync(join(folder, 'main.ts'), AXON_APP);
  const run = (...words: readonly string[]) =>
    execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run(join(repository, 'node_modules/typescript/bin/tsc'), '-p', folder);
  run(join(repository, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--app', 'node main.js', '--output', 'dist');
  expect(readFileSync(join(folder, 'dist/iris.k8s.yaml'), 'utf8')).toMatch(
    /kind: CronJob\nmetadata:\n[^]*name: iris-train/,
  );
}, 240_000);

test('packing twice gives the same bytes', () => {
  const bytes = ['one', 'two'].map((name) => {
    const folder = join(project, `packed-${name}`);
    mkdirSync(folder);
    npm(repository, 'pack', '--pack-destination', folder);
    return readFileSync(join(folder, readdirSync(folder)[0] ?? ''));
  });
  expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0))).toBe(true);
}, 240_000);

test('the schema is found by its sub-path', () => {
  const program = "console.log(require('myelin/schema.json').title)";
  expect(execFileSync(process.execPath, ['-e', program], { cwd: project, encoding: 'utf8' })).toBe('Axon\n');
});

describe('in a project with cdktf and the bindings of the clouds', () => {
  const modules = () => join(project, 'node_modules');

  // They are a gigabyte: those of this repository are linked to, and found as if they lay there.
  beforeAll(() => {
    for (const name of ['cdktf', '@cdktf']) symlinkSync(join(repository, 'node_modules', name), join(modules(), name));
  });
  afterAll(() => {
    for (const name of ['cdktf', '@cdktf']) rmSync(join(modules(), name));
  });

  test('they are the peers that the package names, and none of them has to be there', () => {
    const { peerDependencies: peers, peerDependenciesMeta: meta } = JSON.parse(
      readFileSync(join(modules(), 'myelin/package.json'), 'utf8'),
    ) as { peerDependencies: Record<string, string>; peerDependenciesMeta: Record<string, { optional: boolean }> };
    const imported = readdirSync(join(modules(), 'myelin/build/cloud/l1')).flatMap((file) =>
      [
        ...readFileSync(join(modules(), 'myelin/build/cloud/l1', file), 'utf8').matchAll(
          /["'](@cdktf\/[a-z-]+|cdktf)[/"']/g,
        ),
      ].map(([, name]) => name ?? ''),
    );
    const names = [...new Set(imported)].sort();
    expect(names).toEqual(Object.keys(meta).sort());
    expect(names.filter((name) => !(name in peers) || meta[name]?.optional !== true)).toEqual([]);
  });

  test.each([
    ['node10', { module: 'CommonJS', moduleResolution: 'node10', esModuleInterop: true }],
    ['node16', { module: 'Node16', moduleResolution: 'node16' }],
  ])(
    'clusters of three clouds compile where modules are resolved as %s, and are synthesized',
    (name, resolution) => {
      const folder = join(project, `clusters-${name}`);
      mkdirSync(folder);
      // Declarations of the bindings are not this package's to check.
      const checks = { target: 'ES2022', strict: true, skipLibCheck: true, types: [], preserveSymlinks: true };
      const compilerOptions = { ...checks, ...resolution };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
      writeFileSync(join(folder, 'main.ts'), CLUSTERS);
      const run = (...words: readonly string[]) =>
        execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
      run(join(repository, 'node_modules/typescript/bin/tsc'), '-p', folder);
      run('--preserve-symlinks', '--preserve-symlinks-main', 'main.js');
      expect(readdirSync(join(folder, 'out/stacks')).sort()).toEqual([
        'aks',
        'eks',
        'eks-platform',
        'gke',
        'gke-platform',
      ]);
    },
    240_000,
  );
});

/** Clusters of each cloud, as somebody writes who has just installed the package. */
const CLUSTERS = `import { App } from 'cdktf';
import { AksCluster, type AksClusterProps } from 'myelin/cloud/aks';
import { EksCluster, EksPlatform, type ClusterOutputs } from 'myelin/cloud/eks';
import { ClusterError, GkeCluster, GkePlatform } from 'myelin/cloud/gke';

const app = new App({ outdir: 'out' });
const shared = { name: 'ml', kubernetesVersion: '1.35', today: '2026-11-26' };
const props: AksClusterProps = { ...shared, region: 'germanywestcentral', tenantId: '00000000-0000-0000-0000-000000000001' };
const aks = new AksCluster(app, 'aks', props);
const eks = new EksCluster(app, 'eks', { ...shared, region: 'eu-central-1', profile: 'dev' });
const google = { projectId: 'my-project', projectNumber: '123456789012' };
const gke = new GkeCluster(app, 'gke', { ...shared, ...google, region: 'europe-west3' });
new EksPlatform(app, 'eks-platform', { cluster: eks });
new GkePlatform(app, 'gke-platform', { cluster: gke });
const annotations: ClusterOutputs['identities'][string]['annotations'] = aks.identityFor('digits/digits-axon', ['bucket:read']).annotations;
try {
  eks.identityFor('digits', []);
  throw new Error(String(annotations));
} catch (fault) {
  if (!(fault instanceof ClusterError)) throw fault;
}
app.synth();
`;
