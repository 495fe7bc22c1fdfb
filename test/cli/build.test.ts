import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { myelin, scratch } from './command-line';

// Programs are started, files are copied and hashed: nothing for five seconds where other work runs.
jest.setTimeout(60_000);

/** The digits app where nothing has been built. */
function digits(): string {
  const folder = scratch();
  cpSync('apps/digits', folder, { recursive: true });
  return join(folder, 'axon.yaml');
}

test('a dry run shows what every image is built from', async () => {
  const { code, out } = await myelin('build', digits(), '--dry-run');
  expect(code).toBe(0);
  expect(out.match(/^\S.*/gm)).toEqual([
    'digits-prepare, for Prepare',
    'digits-train, for Train',
    'digits-deploy, for Deploy',
    'digits-traffic, for Traffic',
    'myelin-runtime, for gateways, init containers and the runtime',
  ]);
  expect(out).toContain('Dockerfile (generated)\n    FROM python:3.11-slim');
});

test('a dry run says where each image would go', async () => {
  const file = digits();
  const images = async (...options: readonly string[]) =>
    (await myelin('build', file, '--dry-run', '--only', 'Train', ...options)).out.match(/^ {2}image .*/gm);
  expect(await images()).toEqual(['  image digits-train to be built, and pushed where --registry says']);
  const registry = ['--registry', 'r.example.com/team/'];
  expect(await images(...registry)).toEqual(['  image r.example.com/team/digits-train to be built and pushed']);
  expect(await images(...registry, '--no-push')).toEqual([
    '  image r.example.com/team/digits-train to be built, not pushed',
  ]);
  expect(await images('--load', 'kind load image-archive {archive}')).toEqual([
    '  image localhost/digits-train to be built and loaded',
  ]);
  const [source = ''] =
    (await myelin('build', file, '--dry-run', '--only', 'Train')).out.match(/(?<=source )\S+/) ?? [];
  const image = `r.example.com/team/digits-train@sha256:${'0'.repeat(64)}`;
  const lock = { version: 1, images: { 'digits-train': { image, source } } };
  writeFileSync(join(file, '../axon.lock.json'), JSON.stringify(lock));
  expect(await images(...registry)).toEqual([`  image ${image} as it is`]);
});

test('a check names every image that the lock does not have, or has of other code', async () => {
  const file = digits();
  const lock = join(file, '../axon.lock.json');
  const absent = await myelin('build', file, '--check');
  expect(absent.code).toBe(1);
  expect(absent.err.trim().split('\n')).toEqual(
    ['digits-prepare', 'digits-train', 'digits-deploy', 'digits-traffic', 'myelin-runtime'].map(
      (name) => `${lock}: ${name} has not been built; run myelin build`,
    ),
  );
  const image = { image: `r.example.com/digits-train@sha256:${'0'.repeat(64)}`, source: 'of yesterday' };
  writeFileSync(lock, JSON.stringify({ version: 1, images: { 'digits-train': image } }));
  const { err } = await myelin('build', file, '--check', '--only', 'Train');
  expect(err).toBe(`${lock}: digits-train is not of the code that is here; run myelin build\n`);
});

test('a build outside of its artifact, and one without any, are told where they are written', async () => {
  const file = join(scratch(), 'axon.yaml');
  writeFileSync(
    file,
    `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo}
spec:
  artifacts: [{name: code, path: /src, local: {path: .}}]
  tasks:
    - {name: A, container: {imageBuild: {repositoryName: a, artifact: code, buildLocation: /other, dockerfile: {path: D}}}}
    - {name: B, container: {imageBuild: {repositoryName: b, dockerfile: {path: D}}}}
`,
  );
  const { code, err } = await myelin('build', file, '--dry-run');
  expect(code).toBe(1);
  expect(err.replaceAll(file, 'axon.yaml').replace(/^ .*\|.*\n/gm, '')).toBe(`\
axon.yaml:7:92 error MYL3002 spec.tasks[0].container.imageBuild.buildLocation buildLocation /other of A is not below /src, where the artifact code is
  hint: begin buildLocation with /src
axon.yaml:8:29 error MYL3002 spec.tasks[1].container.imageBuild the build of B names no artifact, so there is nothing to build from
  hint: add artifact: NAME, and the code of that name to spec.artifacts
2 errors
`);
});

test('what is wrong with the words is told before anything is built', async () => {
  const file = digits();
  expect(await myelin('build', file)).toMatchObject({
    code: 2,
    err: expect.stringContaining('--registry (or MYELIN_REGISTRY) says where images go') as string,
  });
  expect(await myelin('build', file, '--load', 'kind load image-archive')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--load names its file by {archive}') as string,
  });
  expect(await myelin('build', file, '--only', 'Trian')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--only Trian: no task is called so; did you mean Train') as string,
  });
  writeFileSync(join(file, '../axon.lock.json'), '{');
  const broken = await myelin('build', file, '--check');
  expect(broken).toMatchObject({ code: 1, err: expect.stringContaining('MYL4003') as string });
  expect(readFileSync(join(file, '../axon.lock.json'), 'utf8')).toBe('{');
});
