import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { imageContext, type ImageContext } from '../../../lib/build/image/image-context';
import { imagePlans } from '../../../lib/build/image/image-plan';
import { loadAxons } from '../../../lib/spec/load';

const helper = resolve('python/myelin');
const { axons } = loadAxons(
  `
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: { name: one }
spec:
  artifacts: [{ name: src, path: /src, local: { path: . } }]
  tasks:
    - name: Train
      train: { imageBuild: { repositoryName: train, artifact: src, dockerfile: { path: Dockerfile } } }
`,
  { file: 'axon.yaml' },
);
const [plan] = imagePlans(axons[0]!.axon!).plans;

let context: string;
beforeEach(() => void (context = mkdtempSync(join(tmpdir(), 'myelin-context-'))));
afterEach(() => rmSync(context, { recursive: true, force: true }));

function put(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(context, name)), { recursive: true });
    writeFileSync(join(context, name), text);
  }
}

async function dockerfile(): Promise<ImageContext> {
  const read = await imageContext(
    plan!,
    { kind: 'dockerfile', context, dockerfile: join(context, 'Dockerfile') },
    helper,
  );
  if (!('directory' in read)) throw new Error(JSON.stringify(read));
  return read;
}

test('the source is of the files and the Dockerfile, not of what an ignore file leaves out', async () => {
  put({ Dockerfile: 'FROM python:3.11-slim\n', 'train.py': '1', 'data/big.csv': '1', '.dockerignore': 'data\n' });
  const before = await dockerfile();
  expect(before).toMatchObject({ directory: context, dockerfilePath: join(context, 'Dockerfile') });
  put({ 'data/big.csv': '2' });
  expect((await dockerfile()).source).toBe(before.source);
  put({ 'train.py': '2' });
  const changed = await dockerfile();
  expect(changed.source).not.toBe(before.source);
  put({ 'train.py': '1', Dockerfile: 'FROM python:3.12-slim\n' });
  expect([before.source, changed.source]).not.toContain((await dockerfile()).source);
});

test('an s2i folder has a generated Dockerfile, and its own ignore file', async () => {
  put({ '.s2i/environment': 'MODEL_NAME=Foo\n', 'Foo.py': '', 'requirements.txt': 'numpy\n', '.s2iignore': '*.md\n' });
  expect(await imageContext(plan!, { kind: 's2i', context }, helper)).toMatchObject({
    directory: context,
    dockerfile: expect.stringContaining('"myelin.serve","Foo"') as string,
    ignoreFile: join(context, '.s2iignore'),
  });
});

test('a Dockerfile that is not there is told with the place in the axon', async () => {
  expect(
    await imageContext(plan!, { kind: 'dockerfile', context, dockerfile: join(context, 'Dockerfile') }, helper),
  ).toEqual([
    {
      code: 'MYL2001',
      severity: 'error',
      path: ['spec', 'tasks', 0, 'train', 'imageBuild'],
      message: `the files of train cannot be read: ${join(context, 'Dockerfile')} does not exist`,
      hint: 'check the path of the build and of its artifact',
    },
  ]);
});
