import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm run build` made for the image of the runtime. */
const IMAGE = 'build/image/runtime';

interface Output {
  readonly bytes: number;
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, object>>;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}

interface Metafile {
  readonly inputs: Readonly<Record<string, object>>;
  readonly outputs: Readonly<Record<string, Output>>;
}

function metafile(): Metafile {
  return JSON.parse(readFileSync(`${IMAGE}.meta.json`, 'utf8')) as Metafile;
}

test('the image holds its Dockerfile and the bundles, and the Dockerfile is the one that is reviewed', () => {
  expect(readdirSync(IMAGE).sort()).toEqual(['Dockerfile', 'app']);
  expect(readdirSync(join(IMAGE, 'app')).sort()).toEqual(['chunks', 'main.cjs']);
  expect(readFileSync(join(IMAGE, 'Dockerfile'), 'utf8')).toBe(readFileSync('image/runtime/Dockerfile', 'utf8'));
});

test('nothing that writes manifests, builds images or reads command lines is in the image', () => {
  const inside = Object.keys(metafile().inputs);
  expect(inside).toContain('lib/runtime/main.ts');
  const strangers =
    /node_modules\/(?:cdk8s|cdk8s-plus-\d+|constructs|cdktf|libsql|commander)\/|^lib\/(?:constructs|build|local|cli)\/|^imports\//;
  expect(inside.filter((path) => strangers.test(path))).toEqual([]);
});

test('the bundles are whole: what they do not hold is part of Node', () => {
  const outside = Object.values(metafile().outputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external === true).map(({ path }) => path.replace(/^node:/, '')),
  );
  const { builtinModules } = jest.requireActual<typeof import('node:module')>('node:module');
  // node-fetch asks for it where it is installed, and does without where not.
  const optional = ['encoding'];
  expect(outside.filter((name) => !builtinModules.includes(name) && !optional.includes(name))).toEqual([]);
});

/** The files that Node reads before a part runs: that of its entry, and whatever these name outright. */
function loadedBy(entryPoint: string): readonly Output[] {
  const { outputs } = metafile();
  const [first] = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint)!;
  const paths = new Set([first]);
  for (const path of paths) {
    for (const { path: next, kind, external } of outputs[path]!.imports) {
      if (kind === 'import-statement' && external !== true) paths.add(next);
    }
  }
  return [...paths].map((path) => outputs[path]!);
}

test.each([
  ['what runs before a task', 'lib/runtime/store/directories.ts', 20_000],
  ['what copies data', 'lib/runtime/store/copy-data.ts', 20_000],
  ['what sweeps the store', 'lib/runtime/store/sweep.ts', 20_000],
])('%s loads next to nothing', (_, entryPoint, most) => {
  const bytes = loadedBy(entryPoint).reduce((sum, output) => sum + output.bytes, 0);
  expect(bytes).toBeLessThan(most);
});

test('a gateway loads no client of the API server', () => {
  const inputs = loadedBy('lib/gateway/main.ts').flatMap((output) => Object.keys(output.inputs));
  expect(inputs).toContain('lib/gateway/main.ts');
  expect(inputs.filter((path) => path.includes('@kubernetes/client-node') || path.startsWith('lib/runtime/'))).toEqual(
    [],
  );
});
