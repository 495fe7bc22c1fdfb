import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeLocalBuild } from '../../lib/build/local-build';
import type { BuildSource, LocalBuild } from '../../lib/build/local-build-types';
import { taskWords } from '../../lib/build/task-words';

const run = promisify(execFile);
const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;
const withPython = hasPython ? test : test.skip;
if (!hasPython)
  console.warn('SKIPPED: code as it was written for the original, since there is no python3 of 3.8 or newer');

jest.setTimeout(120_000);

const fixture = join(__dirname, '../fixtures/original');
const overrides = { 'iris/requirements.train.txt': join(fixture, 'requirements.laptop.txt') };
let directory: string;
let children: ChildProcess[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'myelin-original-'));
  for (const name of ['data', 'model', 'wheels']) await mkdir(join(directory, name));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const docker = (folder: string, file: string): BuildSource => {
  const context = join(fixture, 'code', folder);
  return { kind: 'dockerfile', context, dockerfile: join(context, file) };
};
const made = (source: BuildSource, requirementsOverrides: Record<string, string> = overrides) =>
  makeLocalBuild(source, {
    cacheDir: join(directory, 'cache'),
    helperPackage: join(__dirname, '../../python/myelin'),
    index: join(directory, 'wheels'),
    requirementsOverrides,
    path: ['spec', 'tasks', 1, 'train', 'imageBuild'],
    reference: 'original-train',
  });

async function built(source: BuildSource): Promise<LocalBuild> {
  const { build, issues } = await made(source);
  if (build === undefined) throw new Error(JSON.stringify(issues));
  return build;
}

const environment = (build: LocalBuild, more: Record<string, string> = {}) => ({
  ...build.env,
  DATA_PATH: `${directory}/data/`,
  MODEL_PATH: `${directory}/model/`,
  ...more,
});

async function start(build: LocalBuild, args: string[], env: Record<string, string>): Promise<string> {
  const [program = '', ...words] = build.command;
  const { stdout } = await run(program, [...words, ...args], { cwd: build.workdir, env: environment(build, env) });
  return stdout;
}

async function serve(
  build: LocalBuild,
  args: string[],
  env: Record<string, string>,
  port: number,
): Promise<ChildProcess> {
  const [program = '', ...words] = build.command;
  const child = spawn(program, [...words, ...args], {
    cwd: build.workdir,
    env: environment(build, env),
    stdio: 'inherit',
  });
  children.push(child);
  for (let tries = 0; tries < 400; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the server did not come up');
}

const json = async (port: number, path: string, body: string | FormData) => {
  const headers: Record<string, string> =
    typeof body === 'string' ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers });
  return (await answer.json()) as Record<string, unknown>;
};

describe('code as it was written for the original', () => {
  withPython('its old pins are one issue that names the file to override', async () => {
    const { build, issues } = await made(docker('iris', 'Dockerfile.train'), {});
    expect(build).toBeUndefined();
    const fault = issues.find(({ code }) => code === 'MYL2005');
    expect(fault?.message).toContain('numpy==1.14.5');
    expect(fault?.hint).toContain('requirements: {requirements.train.txt: ...}');
    expect(fault?.path).toEqual(['spec', 'tasks', 1, 'train', 'imageBuild']);
  });

  withPython('prepares, trains as a trial, and reports', async () => {
    const prepare = await built(docker('iris', 'Dockerfile.preprocess'));
    expect(await start(prepare, [], {})).toContain('wrote 300 rows');
    expect(prepare.takesArguments).toBe(false);

    const train = await built(docker('iris', 'Dockerfile.train'));
    expect(train.takesArguments).toBe(true);
    expect(train.skipped.map(({ text }) => text.split(' ').slice(0, 2).join(' '))).toEqual([
      'apt-get update',
      'apt-get install',
      'rm -rf',
      'pip install',
      'mkdir -p',
    ]);
    const result = join(directory, 'result.json');
    await start(train, ['--config_id=0_0_1', '--rate=0.1', '--budget=9'], {
      MYELIN_PARAMS: '{"config_id":"0_0_1","rate":0.1,"budget":9}',
      MYELIN_RESULT: result,
      DATA_PATH_Preprocess: `${directory}/data/`,
      MODEL_PATH_Preprocess: `${directory}/model/`,
    });
    const { rmse } = JSON.parse(await readFile(result, 'utf8')) as { rmse: number };
    expect(rmse).toBeGreaterThan(0);
    expect(rmse).toBeLessThan(0.1);
  });

  withPython('its class answers curl, and ends on SIGTERM', async () => {
    const build = await built({ kind: 's2i', context: join(fixture, 'code/iris') });
    const port = await freePort();
    const child = await serve(build, [build.portFlag as string, String(port)], {}, port);
    const answer = await json(port, '/predict', '{"data":{"ndarray":[[1,1,1]]}}');
    expect((answer['data'] as { ndarray: number[][] }).ndarray[0]?.[0]).toBeCloseTo(-0.5, 1);
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  withPython('its own server is kept to the port it is given, reads the form field, and joins a graph', async () => {
    const build = await built(docker('average', 'Dockerfile.deploy'));
    expect(build.portFlag).toBeUndefined();
    const ports = [await freePort(), await freePort()];
    for (const port of ports) await serve(build, [], { MYELIN_BIND: `5000=${port}` }, port);
    const form = new FormData();
    form.set('json', '{"data":{"ndarray":[[1,2,3]]}}');
    expect(await json(ports[0] as number, '/predict', form)).toEqual({ data: { ndarray: [[2]] } });
    const graph = 'json={"DeployLinear":{"data":{"ndarray":[[4]]}},"INPUT":{"data":{"ndarray":[[1]]}}}';
    expect(await json(ports[1] as number, '/predict', graph)).toEqual({ data: { ndarray: [[4]] } });
  });

  withPython('a command that the axon writes itself speaks of paths in the image', async () => {
    const build = await built(docker('iris', 'Dockerfile.train'));
    const words = ['python', '/app/train.py', '--table=/app/preprocess.py', '/etc/hostname', 'x'];
    expect(taskWords(build, words, true)).toEqual([
      build.pythonPath,
      join(build.root, 'app/train.py'),
      `--table=${join(build.root, 'app/preprocess.py')}`,
      '/etc/hostname',
      'x',
    ]);
    expect(taskWords(build, ['python', '/app'], false)).toEqual(['python', join(build.root, 'app')]);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
