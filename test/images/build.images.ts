import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BIN = resolve(JSON.parse(readFileSync('package.json', 'utf8')).bin.myelin as string);
const NEEDED = ['buildah', 'docker-registry', 'busybox'];
const absent = NEEDED.filter((program) => spawnSync('which', [program]).status !== 0);
const buildah = { BUILDAH_ISOLATION: 'chroot', STORAGE_DRIVER: 'vfs' };
const BASE = 'localhost/myelin-test-base:1';

afterAll(() => {
  if (absent.length > 0) process.stderr.write(`SKIPPED: no image was built, there is no ${absent.join(', ')}\n`);
});

let folder: string;
let registry: ChildProcess | undefined;
let address: string;

function run(program: string, ...words: string[]): string {
  const env = { ...process.env, ...buildah };
  const ended = spawnSync(program, words, { encoding: 'utf8', cwd: folder, env });
  if (ended.status !== 0) throw new Error(`${program} ${words.join(' ')}: ${ended.stderr}${ended.stdout}`);
  return ended.stdout;
}

const myelin = (...words: string[]) => run(process.execPath, BIN, 'build', 'axon.yaml', ...words);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function startRegistry(): Promise<void> {
  address = `127.0.0.1:${await freePort()}`;
  const root = JSON.stringify(join(folder, 'registry'));
  const config = `version: 0.1\nstorage: { filesystem: { rootdirectory: ${root} } }\nhttp: { addr: '${address}' }\n`;
  writeFileSync(join(folder, 'registry.yml'), config);
  registry = spawn('docker-registry', ['serve', join(folder, 'registry.yml')], { stdio: 'ignore' });
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`http://${address}/v2/`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error('the registry does not answer');
}

/** A shell and nothing else: there is no base image to be had without a network. */
function makeBase(): void {
  const root = join(folder, 'base', 'root');
  mkdirSync(join(root, 'bin'), { recursive: true });
  mkdirSync(join(root, 'tmp'));
  cpSync(run('which', 'busybox').trim(), join(root, 'bin', 'busybox'));
  chmodSync(join(root, 'bin', 'busybox'), 0o755);
  for (const name of ['sh', 'cat', 'ls']) symlinkSync('busybox', join(root, 'bin', name));
  writeFileSync(join(folder, 'base', 'Dockerfile'), 'FROM scratch\nCOPY root /\n');
  run('buildah', 'build', '--tag', BASE, join(folder, 'base'));
}

(absent.length > 0 ? describe.skip : describe)('images built by buildah and pushed to a registry', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'myelin-images-'));
    await startRegistry();
    makeBase();
    mkdirSync(join(folder, 'src'));
    writeFileSync(
      join(folder, 'src', 'Dockerfile'),
      `FROM ${BASE}\nCOPY . /app\nRUN echo made > /app/made\nENTRYPOINT ["/bin/sh", "/app/run.sh"]\n`,
    );
    writeFileSync(join(folder, 'src', 'run.sh'), 'echo trained\n');
    writeFileSync(
      join(folder, 'axon.yaml'),
      `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: { name: images }
spec:
  artifacts: [{ name: src, path: /src, local: { path: src } }]
  tasks:
    - name: Job
      container: { imageBuild: { repositoryName: images-job, artifact: src, dockerfile: { path: Dockerfile } } }
  sensors: [{ name: start, tasks: [{ resourceExecutor: { task: Job } }] }]
`,
    );
  }, 120_000);

  afterAll(async () => {
    spawnSync('buildah', ['rmi', '--force', BASE], { env: { ...process.env, ...buildah } });
    if (registry !== undefined) {
      registry.kill();
      await once(registry, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test('the lock pins what was pushed, which holds the code and the helper package', () => {
    const words = ['--tool', 'buildah', '--no-runtime', '--registry', `${address}/team`, '--plain-http'];
    myelin(...words);
    const { images } = JSON.parse(readFileSync(join(folder, 'axon.lock.json'), 'utf8')) as {
      images: Record<string, { image: string }>;
    };
    const { image } = images['images-job']!;
    expect(image).toMatch(new RegExp(`^${address}/team/images-job@sha256:[0-9a-f]{64}$`));

    const container = run('buildah', 'from', '--quiet', '--pull-always', '--tls-verify=false', image).trim();
    const inside = (...command: string[]) => run('buildah', 'run', container, '--', ...command).trim();
    expect(inside('/bin/sh', '/app/run.sh')).toBe('trained');
    expect(inside('/bin/cat', '/app/made')).toBe('made');
    expect(inside('/bin/sh', '-c', 'echo $PYTHONPATH; ls $PYTHONPATH/myelin/hpo.py').split('\n')).toEqual([
      '/opt/myelin',
      '/opt/myelin/myelin/hpo.py',
    ]);
    run('buildah', 'rm', container);

    expect(myelin(...words)).toBe('images-job unchanged\n');
    expect(myelin('--check', '--no-runtime')).toContain('all 1 images are of the code that is here');
    writeFileSync(join(folder, 'src', 'run.sh'), 'echo trained better\n');
    expect(() => myelin('--check', '--no-runtime')).toThrow('images-job is not of the code that is here');
    myelin(...words);
    expect(readFileSync(join(folder, 'axon.lock.json'), 'utf8')).not.toContain(image);
  }, 120_000);

  test('where there is no registry, a command brings an archive to the nodes, and the lock has the name that they know', () => {
    const words = ['--tool', 'buildah', '--no-runtime', '--load', 'cp {archive} loaded.tar'];
    myelin(...words);
    const { images } = JSON.parse(readFileSync(join(folder, 'axon.lock.json'), 'utf8')) as {
      images: Record<string, { image: string }>;
    };
    const { image } = images['images-job']!;
    expect(image).toMatch(/^localhost\/images-job:[0-9a-f]{12}$/);
    const manifest = run('tar', '-xOf', join(folder, 'loaded.tar'), 'manifest.json');
    const [{ RepoTags: names, Config: config }] = JSON.parse(manifest) as [{ RepoTags: string[]; Config: string }];
    expect(names).toEqual([image]);
    expect(config.startsWith(image.split(':')[1]!)).toBe(true);
    expect(myelin(...words)).toBe('images-job unchanged\n');
  }, 60_000);

  test('a build that fails says what the tool said, and leaves the lock as it was', () => {
    const before = readFileSync(join(folder, 'axon.lock.json'), 'utf8');
    const dockerfile = join(folder, 'src', 'Dockerfile');
    writeFileSync(dockerfile, `FROM ${BASE}\nRUN echo no room; exit 3\n`);
    const words = ['--tool', 'buildah', '--no-runtime', '--registry', `${address}/team`, '--plain-http'];
    expect(() => myelin(...words)).toThrow(
      /MYL4002 .*images-job could not be built: buildah build ended with \d+: .*no room/,
    );
    expect(readFileSync(join(folder, 'axon.lock.json'), 'utf8')).toBe(before);
  }, 60_000);
});

test(absent.length === 0 ? 'a registry was asked' : `SKIPPED: there is no ${absent.join(', ')}`, () => {
  expect(NEEDED).toHaveLength(3);
});
