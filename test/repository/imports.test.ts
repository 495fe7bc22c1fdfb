import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type Violation } from './import-graph';

/** What each folder of lib/ may import of the others: the table of the architecture, written a second time on purpose. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  engine: ['spec'],
  mesh: ['spec'],
  constructs: ['spec', 'mesh'],
  build: ['spec'],
  gateway: ['spec', 'engine'],
  control: ['spec', 'engine'],
  runtime: ['spec', 'engine', 'mesh', 'gateway', 'control'],
  local: ['spec', 'engine', 'build', 'gateway', 'control'],
  cli: ['spec', 'engine', 'mesh', 'constructs', 'build', 'gateway', 'control', 'runtime', 'local'],
};
const FOLDERS = Object.keys(MAY);

const programs: Record<string, string> = {};
let found: readonly Violation[];

/** All programs are read at once, since a look at one takes as long as a look at all. */
beforeAll(() => {
  const root = mkdtempSync(join(tmpdir(), 'myelin-imports-'));
  try {
    writeFileSync(join(root, 'tsconfig.json'), '{ "compilerOptions": { "module": "node20", "strict": true } }');
    symlinkSync(resolve(__dirname, '../../node_modules'), join(root, 'node_modules'));
    for (const [path, text] of Object.entries(programs)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, `${path}.ts`), text);
    }
    found = cruise(root, ['lib', 'apps', 'cloud']).violations;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}, 120_000);

/** Modules of a program, by path without ending; gives, while tests run, what the rules say about them. */
function program(modules: Readonly<Record<string, string>>): () => readonly Violation[] {
  for (const [path, text] of Object.entries(modules)) {
    if (path in programs) throw new Error(`two programs have a module ${path}`);
    programs[path] = text;
  }
  return () => found.filter(({ from }) => from.replace(/\.ts$/, '') in modules);
}

const broken = (violations: readonly Violation[]) =>
  violations.map(({ rule, from }) => `${from.replace(/\.ts$/, '')}: ${rule}`).sort();

test('nothing in lib/, apps/ and cloud/ imports what it may not', () => {
  const { modules, violations } = cruise(resolve(__dirname, '../..'), ['lib', 'apps', 'cloud']);
  expect(violations).toEqual([]);
  expect(modules).toBeGreaterThan(200);
}, 60_000);

describe('an import against the table', () => {
  const modules: Record<string, string> = {};
  const forbidden: string[] = [];
  for (const to of FOLDERS) modules[`lib/${to}/a-module`] = 'export const here = 1;';
  for (const from of FOLDERS) {
    for (const to of FOLDERS.filter((folder) => folder !== from)) {
      modules[`lib/${from}/uses-${to}`] = `export { here } from '../${to}/a-module';`;
      if (!MAY[from]?.includes(to)) forbidden.push(`lib/${from}/uses-${to}: ${from}-imports`);
    }
  }
  const violations = program(modules);

  test('is found in every cell of it, and no other is', () => {
    expect(broken(violations())).toEqual(forbidden.sort());
    expect(forbidden).toContain('lib/constructs/uses-engine: constructs-imports');
  });
});

const ofType = program({
  'lib/gateway/wire': 'export interface Wire { readonly port: number }',
  'lib/spec/load': "import type { Wire } from '../gateway/wire';\nexport const wires: Wire[] = [];",
});
test('an import of a type alone counts as one', () => {
  expect(ofType()).toEqual([{ rule: 'spec-imports', from: 'lib/spec/load.ts', to: 'lib/gateway/wire.ts' }]);
});

const lazy = program({
  'lib/runtime/leader': 'export const leader = 1;',
  'lib/local/runner': "export const later = () => import('../runtime/leader.js');",
});
test('a lazy import counts as one', () => {
  expect(broken(lazy())).toEqual(['lib/local/runner: local-imports']);
});

describe('what decides', () => {
  const io = ['fs', 'fs/promises', 'http', 'net', 'child_process', 'os', 'worker_threads'];
  const modules: Record<string, string> = {};
  for (const folder of ['spec', 'engine', 'mesh']) {
    for (const name of io) {
      modules[`lib/${folder}/${name.replace('/', '-')}`] = `import * as io from 'node:${name}';\nexport { io };`;
    }
    modules[`lib/${folder}/pure`] = "import { createHash } from 'node:crypto';\nexport { createHash };";
  }
  const expected = ['spec', 'engine', 'mesh'].flatMap((folder) =>
    io.map((name) => `lib/${folder}/${name.replace('/', '-')}: decisions-have-no-io`),
  );
  const violations = program(modules);

  test('touches neither files, nor the network, nor processes', () => {
    expect(broken(violations())).toEqual(expected.sort());
  });
});

/** One module beside the owner and one in a folder that owns no library but its own. */
function importedTwice(owned: Readonly<Record<string, string>>): () => readonly string[] {
  const modules: Record<string, string> = {};
  for (const [library, owner] of Object.entries(owned)) {
    const text = `import * as it from '${library}';\nexport { it };`;
    const name = library.replaceAll('/', '-');
    modules[`lib/${owner}/imports-${name}`] = text;
    modules[`lib/build/imports-${name}`] = text;
  }
  const violations = program(modules);
  return () =>
    violations()
      .map(({ from }) => from)
      .sort();
}

const owned = importedTwice({
  zod: 'spec',
  'pure-rand/distribution/uniformInt': 'engine',
  libsql: 'local',
  hono: 'control',
  commander: 'cli',
  cdk8s: 'constructs',
});
test('a library is imported by the folder that owns it alone', () => {
  expect(owned()).toEqual([
    'lib/build/imports-cdk8s.ts',
    'lib/build/imports-commander.ts',
    'lib/build/imports-hono.ts',
    'lib/build/imports-libsql.ts',
    'lib/build/imports-pure-rand-distribution-uniformInt.ts',
    'lib/build/imports-zod.ts',
  ]);
});

const wholeNames = importedTwice({ yaml: 'spec', constructs: 'constructs' });
test('a library whose whole name the rules give is imported by its owner alone', () => {
  expect(wholeNames()).toEqual(['lib/build/imports-constructs.ts', 'lib/build/imports-yaml.ts']);
});

const terraform = program({
  'lib/constructs/stack': "export { TerraformStack } from 'cdktf';",
  'lib/constructs/chart': "export { Chart } from 'cdk8s';",
});
test('nothing in the library knows cdktf, constructs neither', () => {
  expect(terraform().map(({ from }) => from)).toEqual(['lib/constructs/stack.ts']);
});

const clouds = program({
  'cloud/l1/core': "export { App } from 'cdktf';",
  'cloud/l1/aws': "export { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';\nexport { Fn } from 'cdktf';",
  'cloud/shared/props': 'export const here = 1;',
  'cloud/shared/stack': "export { App } from '../l1/core';",
  'cloud/aks/cluster': "export { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';",
  'cloud/eks/cluster': "export { here } from '../shared/props';\nexport { Vpc } from '../l1/aws';",
  'cloud/helm/istio': "export { here } from '../eks/cluster';",
  'cloud/gke/cluster': "export { here } from '../eks/cluster';\nexport { there } from '../../lib/spec/issue';",
  'lib/spec/issue': "export const there = 1;\nexport { here } from '../../cloud/shared/props';",
});
test('clouds know neither axons nor each other, and one file for each has its bindings', () => {
  expect(broken(clouds())).toEqual([
    'cloud/aks/cluster: bindings-in-one-place',
    'cloud/gke/cluster: clouds-know-no-axons',
    'cloud/gke/cluster: gke-alone',
    'cloud/helm/istio: helm-for-any-cloud',
    'cloud/l1/aws: bindings-of-core',
    'cloud/shared/stack: clouds-share-data',
    'lib/spec/issue: clouds-are-handed-over-as-files',
  ]);
});

const apps = program({
  'lib/constructs/index': 'export const Axon = 1;',
  'lib/constructs/labels': 'export const labels = 1;',
  'apps/public': "export { Axon } from '../lib/constructs/index';",
  'apps/private': "export { labels } from '../lib/constructs/labels';",
});
test('an app imports the public constructs, not what is behind them', () => {
  expect(broken(apps())).toEqual(['apps/private: apps-use-constructs']);
});

const cycles = program({
  'lib/engine/hen': "import { egg } from './egg';\nexport const hen = () => egg;",
  'lib/engine/egg': "import { hen } from './hen';\nexport const egg = () => hen;",
  'lib/engine/plan': "import type { Step } from './step';\nexport interface Plan { readonly steps: Step[] }",
  'lib/engine/step': "import type { Plan } from './plan';\nexport interface Step { readonly of: Plan }",
});
test('two modules that import each other are found, unless types are all they share', () => {
  expect(broken(cycles())).toEqual(['lib/engine/egg: no-cycle']);
});
