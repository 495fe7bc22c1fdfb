import { buildCommand, digestOf, pushCommand, saveCommand } from '../../../lib/build/image/container-tool';

const build = { reference: 'r.example.com/a:1', context: '/src', dockerfile: '/src/Dockerfile' };
const words = (command: readonly string[]) => command.join(' ');

test.each(['docker', 'podman', 'buildah'] as const)('%s builds a context with a Dockerfile', (tool) => {
  expect(words(buildCommand(tool, build))).toBe(`${tool} build --tag r.example.com/a:1 --file /src/Dockerfile /src`);
});

test('an ignore file is named to all but docker, which finds it beside the Dockerfile', () => {
  const ignoring = { ...build, ignoreFile: '/src/.s2iignore' };
  expect(words(buildCommand('buildah', ignoring))).toContain('--ignorefile /src/.s2iignore');
  expect(words(buildCommand('podman', ignoring))).toContain('--ignorefile /src/.s2iignore');
  expect(words(buildCommand('docker', ignoring))).not.toContain('ignorefile');
});

test.each([
  ['docker', 'docker save --output /a.tar localhost/a:1'],
  ['podman', 'podman save --format docker-archive --output /a.tar localhost/a:1'],
  ['buildah', 'buildah push localhost/a:1 docker-archive:/a.tar:localhost/a:1'],
] as const)('%s writes an archive that nodes can load, and in which the image has its name', (tool, command) => {
  expect(words(saveCommand(tool, 'localhost/a:1', '/a.tar'))).toBe(command);
});

test('podman and buildah write the digest of what they pushed, over HTTP if told so', () => {
  expect(words(pushCommand('podman', build, '/d'))).toBe('podman push --digestfile /d r.example.com/a:1');
  expect(words(pushCommand('buildah', { ...build, plainHttp: true }, '/d'))).toBe(
    'buildah push --tls-verify=false --digestfile /d r.example.com/a:1',
  );
  expect(words(pushCommand('docker', { ...build, plainHttp: true }, '/d'))).toBe('docker push r.example.com/a:1');
});

test('of the digests that docker knows, the one of this repository counts', () => {
  const printed = '["other.example.com/a@sha256:1","r.example.com/a@sha256:2","r.example.com/ab@sha256:3"]';
  expect(digestOf('r.example.com/a', printed)).toBe('r.example.com/a@sha256:2');
  expect(digestOf('r.example.com/b', printed)).toBeUndefined();
  expect(digestOf('r.example.com/a', 'null')).toBeUndefined();
});
