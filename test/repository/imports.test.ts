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

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'myelin-imports-'));
  writeFileSync(join(root, 'tsconfig.json'), '{ "compilerOptions": { "module": "node20", "strict": true } }');
  symlinkSync(resolve(__dirname, '../../node_modules'), join(root, 'node_modules'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Writes modules below `root`, by path without ending, and gives what the rules say about them. */
function violationsOf(modules: Readonly<Record<string, string>>): readonly Violation[] {
  for (const [path, text] of Object.entries(modules)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, `${path}.ts`), text);
  }
  return cruise(root, [...new Set(Object.keys(modules).map((path) => path.split('/')[0] as string))]).violations;
}

const broken = (violations: readonly Violation[]) =>
  violations.map(({ rule, from }) => `${from.replace(/\.ts$/, '')}: ${rule}`).sort();

test('nothing in lib/, apps/ and cloud/ imports what it may not', () => {
  const { modules, violations } = cruise(resolve(__dirname, '../..'), ['lib', 'apps', 'cloud']);
  expect(violations).toEqual([]);
  expect(modules).toBeGreaterThan(200);
}, 60_000);

test('an import against the table is found in every cell of it, and no other is', () => {
  const modules: Record<string, string> = {};
  const forbidden: string[] = [];
  for (const to of FOLDERS) modules[`lib/${to}/a-module`] = 'export const here = 1;';
  for (const from of FOLDERS) {
    for (const to of FOLDERS.filter((folder) => folder !== from)) {
      modules[`lib/${from}/uses-${to}`] = `export { here } from '../${to}/a-module';`;
      if (!MAY[from]?.includes(to)) forbidden.push(`lib/${from}/uses-${to}: ${from}-imports`);
    }
  }
  expect(broken(violationsOf(modules))).toEqual(forbidden.sort());
  expect(forbidden).toContain('lib/constructs/uses-engine: constructs-imports');
}, 60_000);

test('an import of a type alone counts as one', () => {
  const violations = violationsOf({
    'lib/gateway/wire': 'export interface Wire { readonly port: number }',
    'lib/spec/load': "import type { Wire } from '../gateway/wire';\nexport const wires: Wire[] = [];",
  });
  expect(violations).toEqual([{ rule: 'spec-imports', from: 'lib/spec/load.ts', to: 'lib/gateway/wire.ts' }]);
}, 60_000);

test('a lazy import counts as one', () => {
  const violations = violationsOf({
    'lib/runtime/leader': 'export const leader = 1;',
    'lib/local/runner': "export const later = () => import('../runtime/leader.js');",
  });
  expect(broken(violations)).toEqual(['lib/local/runner: local-imports']);
}, 60_000);

test('what decides touches neither files, nor the network, nor processes', () => {
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
  expect(broken(violationsOf(modules))).toEqual(expected.sort());
}, 60_000);

/** One module beside the owner and one in a folder that owns no library but its own. */
function importedTwice(owned: Readonly<Record<string, string>>): readonly string[] {
  const modules: Record<string, string> = {};
  for (const [library, owner] of Object.entries(owned)) {
    const text = `import * as it from '${library}';\nexport { it };`;
    const name = library.replaceAll('/', '-');
    modules[`lib/${owner}/uses-${name}`] = text;
    modules[`lib/build/uses-${name}`] = text;
  }
  return violationsOf(modules)
    .map(({ from }) => from)
    .sort();
}

test('a library is imported by the folder that owns it alone', () => {
  const found = importedTwice({
    zod: 'spec',
    'pure-rand/distribution/uniformInt': 'engine',
    libsql: 'local',
    hono: 'control',
    commander: 'cli',
    cdk8s: 'constructs',
  });
  expect(found).toEqual([
    'lib/build/uses-cdk8s.ts',
    'lib/build/uses-commander.ts',
    'lib/build/uses-hono.ts',
    'lib/build/uses-libsql.ts',
    'lib/build/uses-pure-rand-distribution-uniformInt.ts',
    'lib/build/uses-zod.ts',
  ]);
}, 60_000);

test('a library whose whole name the rules give is imported by its owner alone', () => {
  const found = importedTwice({ yaml: 'spec', constructs: 'constructs' });
  expect(found).toEqual(['lib/build/uses-constructs.ts', 'lib/build/uses-yaml.ts']);
}, 60_000);

test('nothing in the library knows cdktf, constructs neither', () => {
  const found = violationsOf({
    'lib/constructs/stack': "export { TerraformStack } from 'cdktf';",
    'lib/constructs/chart': "export { Chart } from 'cdk8s';",
  });
  expect(found.map(({ from }) => from)).toEqual(['lib/constructs/stack.ts']);
}, 60_000);

test('clouds know neither axons nor each other, and one file for each has its bindings', () => {
  const found = violationsOf({
    'cloud/l1/core': "export { App } from 'cdktf';",
    'cloud/l1/aws': "export { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';\nexport { Fn } from 'cdktf';",
    'cloud/shared/props': 'export const here = 1;',
    'cloud/shared/stack': "export { App } from '../l1/core';",
    'cloud/aks/cluster': "export { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';",
    'cloud/eks/cluster': "export { here } from '../shared/props';\nexport { Vpc } from '../l1/aws';",
    'cloud/gke/cluster': "export { here } from '../eks/cluster';\nexport { there } from '../../lib/spec/issue';",
    'lib/spec/issue': "export const there = 1;\nexport { here } from '../../cloud/shared/props';",
  });
  expect(broken(found)).toEqual([
    'cloud/aks/cluster: bindings-in-one-place',
    'cloud/gke/cluster: clouds-know-no-axons',
    'cloud/gke/cluster: gke-alone',
    'cloud/l1/aws: bindings-of-core',
    'cloud/shared/stack: clouds-share-data',
    'lib/spec/issue: clouds-are-handed-over-as-files',
  ]);
}, 60_000);

test('an app imports the public constructs, not what is behind them', () => {
  const found = violationsOf({
    'lib/constructs/index': 'export const Axon = 1;',
    'lib/constructs/labels': 'export const labels = 1;',
    'apps/public': "export { Axon } from '../lib/constructs/index';",
    'apps/private': "export { labels } from '../lib/constructs/labels';",
  });
  expect(broken(found)).toEqual(['apps/private: apps-use-constructs']);
}, 60_000);

test('two modules that import each other are found, unless types are all they share', () => {
  const found = violationsOf({
    'lib/engine/hen': "import { egg } from './egg';\nexport const hen = () => egg;",
    'lib/engine/egg': "import { hen } from './hen';\nexport const egg = () => hen;",
    'lib/engine/plan': "import type { Step } from './step';\nexport interface Plan { readonly steps: Step[] }",
    'lib/engine/step': "import type { Plan } from './plan';\nexport interface Step { readonly of: Plan }",
  });
  expect(broken(found)).toEqual(['lib/engine/egg: no-cycle']);
}, 60_000);
