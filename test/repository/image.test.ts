import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm run build` made for the image of the runtime. */
const IMAGE = 'build/image/runtime';

interface Metafile {
  readonly inputs: Readonly<Record<string, object>>;
  readonly outputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }>
  >;
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
  expect(outside.filter((name) => !builtinModules.includes(name))).toEqual([]);
});
