import * as cdktf from 'cdktf';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as aks from '../../cloud/aks';
import { FLAGS, flagsAsWritten } from '../../cloud/flags';
import * as eks from '../../cloud/eks';
import * as gke from '../../cloud/gke';
import { PERMISSIONS } from '../../cloud/shared/identities';
import { compilerFaults } from '../constructs/checked-programs';

const CLOUDS = { eks, aks, gke };
const PAGES = ['README', ...Object.keys(CLOUDS)];

const pageOf = (page: string) => readFileSync(`docs/cloud/${page}.md`, 'utf8');

/** Programs by the page and the place on it. */
const PROGRAMS = Object.fromEntries(
  PAGES.flatMap((page) =>
    [...pageOf(page).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
      ([, text = ''], index) => [`${page} ${index + 1}`, text] as const,
    ),
  ),
);

/** Names of the stacks that a program writes, on the day of the tables that it was written by. */
function stacksOf(program: string): readonly string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'myelin-pages-'));
  jest.useFakeTimers({ now: new Date('2026-11-26') });
  try {
    const { outputText } = transpileModule(program, {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
    });
    class App extends cdktf.App {
      public constructor() {
        super({ outdir });
      }
    }
    const modules: Readonly<Record<string, unknown>> = {
      cdktf: { ...cdktf, App },
      ...Object.fromEntries(Object.entries(CLOUDS).map(([cloud, module]) => [`myelin/cloud/${cloud}`, module])),
    };
    new Function('require', 'exports', outputText)((name: string) => modules[name], {});
    return readdirSync(join(outdir, 'stacks')).sort();
  } finally {
    jest.useRealTimers();
    rmSync(outdir, { recursive: true });
  }
}

test('programs of the pages of clouds compile', () => {
  expect(compilerFaults(PROGRAMS)).toEqual([]);
}, 120_000);

test('and write the stacks of their cloud', () => {
  expect(Object.fromEntries(Object.entries(PROGRAMS).map(([name, text]) => [name, stacksOf(text)]))).toEqual({
    'README 1': ['eks', 'eks-platform'],
    'eks 1': ['eks', 'eks-platform'],
    'aks 1': ['aks'],
    'gke 1': ['gke', 'gke-platform'],
  });
}, 60_000);

test('one program has spot, a list of who reaches the endpoint, and ranges of its own', () => {
  for (const word of ['spot: true', 'allowedCidrs: [', 'podCidr: ', 'backend: '])
    expect(PROGRAMS['README 1']).toContain(word);
});

test('the page of all clouds has every permission, and no other', () => {
  const rows = [...pageOf('README').matchAll(/^\| `((?:bucket|registry):\w+)` /gm)].map(([, permission]) => permission);
  expect(rows).toEqual(PERMISSIONS);
});

test('the page of all clouds has every flag of cloud:synth, with its words, and no other', () => {
  const rows = [...pageOf('README').matchAll(/^\| `(--.*?)` +\| (.*?) +\|$/gm)].map(([, flag, what]) => [flag, what]);
  expect(rows).toEqual(flagsAsWritten().map(([flag, what]) => [flag.replace('|', '\\|'), what]));
});

describe.each(Object.keys(CLOUDS))('the page of %s', (cloud) => {
  const page = pageOf(cloud);

  test('writes no flag of cloud:synth that the program does not take', () => {
    const known = Object.keys(FLAGS).map((flag) => `--${flag}`);
    const lines = [...page.matchAll(/npm run cloud:synth -- (.*)$/gm)].map(([, words = '']) => words);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line.split(' ')[0]).toBe(cloud);
      expect([...line.matchAll(/--[a-z-]+/g)].map(([flag]) => flag).filter((flag) => !known.includes(flag))).toEqual(
        [],
      );
    }
  });

  test('has what a person needs from an empty account to the end, and for every day after', () => {
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'What is made',
      'Prerequisites',
      'What it costs',
      'From nothing to digits',
      'The mesh',
      'Identity and networks',
      'Departures from public modules',
      'What checkov says',
      'Day two',
    ]);
    for (const word of [
      'terraform -chdir',
      'output -json > cluster.json',
      'terraform destroy',
      'Drift',
      'Backup|Back up',
      'To end it: ',
      'A new Myelin',
      'offeredVersions',
    ]) {
      expect(page).toMatch(new RegExp(word));
    }
  });
});
