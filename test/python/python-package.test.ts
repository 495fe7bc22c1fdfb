import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readPush } from '../../lib/control/metric-push';
import { trialArguments, trialParametersJson } from '../../lib/engine/tuning/trial-arguments';

const run = promisify(execFile);
const python = join(__dirname, '../../python');
const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;
const withPython = hasPython ? test : test.skip;
if (!hasPython) console.warn('SKIPPED: the Python package, since there is no python3 of 3.8 or newer');

jest.setTimeout(120_000);

const clean = { PATH: process.env['PATH'] ?? '', PYTHONDONTWRITEBYTECODE: '1' };

withPython('its own tests pass', async () => {
  const { stderr } = await run('python3', ['-m', 'unittest', 'discover', '-t', '.', '-s', 'tests'], { cwd: python, env: clean });
  expect(stderr).toMatch(/Ran \d{2,} tests[^]*OK/);
});

withPython('what it pushes is what the control surface reads, and what it asks is what that answers', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'myelin-python-'));
  const asked: { method?: string; url?: string; token?: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    asked.push({ method, url, token: headers.authorization, body: await text(request) });
    if (method === 'POST') response.writeHead(204).end();
    else response.end(JSON.stringify({ task: 'Prepare', data_path: '/data/', model_path: '/model/' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const script = `
import myelin.admin, myelin.hpo, myelin.metric
params = myelin.hpo.get_hpo_params()
assert params == {'rate': 0.1, 'units': 64, 'kind': 'a b'} and (params.config_id, params.budget) == ('0_0_1', 27.0), vars(params)
assert myelin.admin.task(task_name='Prepare').data_path == '/data/'
myelin.metric.MetricClient().post_update('epoch_loss', 0.5)
myelin.metric.publish_result(0.97, 'accuracy')
from myelin.serve import Model
from myelin.serve.reporter import Reporter
class Digits:
    def predict(self, X, names): return X
    def metrics(self): return [{'type': 'COUNTER', 'key': 'seen', 'value': 2, 'tags': {'digit': 7}}]
reporter = Reporter()
Model(Digits(), reporter.report).predict({'data': {'ndarray': [[1]]}})
reporter.close()`;
    const trial = { configId: '0_0_1', params: { rate: 0.1, units: 64, kind: 'a b' }, budget: 27 };
    await run('python3', ['-c', script, ...trialArguments(trial)], {
      cwd: python,
      env: {
        ...clean,
        MYELIN_PARAMS: trialParametersJson(trial),
        MYELIN_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/axons/digits/`,
        MYELIN_RESULT: join(directory, 'result.json'),
        MYELIN_TOKEN: 'secret',
        MYELIN_TASK: 'Train',
        MYELIN_RUN: 'run-1',
        MYELIN_ATTEMPT: 'train-1-a1',
      },
    });
    expect(asked.map(({ method, url, token }) => `${method} ${url} ${token}`)).toEqual([
      'GET /axons/digits/tasks/Prepare Bearer secret',
      'POST /axons/digits/metrics Bearer secret',
      'POST /axons/digits/metrics Bearer secret',
      'POST /axons/digits/metrics Bearer secret',
    ]);
    const source = { task: 'Train', run: 'run-1', attempt: 'train-1-a1' };
    expect(asked.slice(1).map(({ body }) => readPush(JSON.parse(body)))).toEqual([
      { ok: true, source, pushes: [{ name: 'epoch_loss', value: 0.5, labels: {} }] },
      { ok: true, source, pushes: [{ name: 'accuracy', value: 0.97, labels: {} }] },
      { ok: true, source, pushes: [{ name: 'seen', value: 2, type: 'Counter', labels: { digit: '7' } }] },
    ]);
    expect(JSON.parse(await readFile(join(directory, 'result.json'), 'utf8'))).toEqual({ accuracy: 0.97 });
  } finally {
    server.close();
    await rm(directory, { recursive: true, force: true });
  }
});

withPython('the server says at once that its port is taken, and which class it cannot find', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const serve = (words: string[]) =>
    run('python3', ['-m', 'myelin.serve', ...words], { cwd: python, env: clean }).catch((error: { code: number; stderr: string }) => error);
  try {
    const port = String((taken.address() as AddressInfo).port);
    const inUse = await serve(['tests.test_serve:Doubler', '--port', port]);
    expect(inUse).toMatchObject({ code: 1, stderr: expect.stringContaining(`cannot listen on 127.0.0.1:${port}`) });
    const unknown = await serve(['tests.test_serve:Nobody', '--port', '0']);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('module tests.test_serve has no class Nobody') });
    expect(await serve([])).toMatchObject({ code: 2, stderr: expect.stringContaining('name the class to serve') });
  } finally {
    taken.close();
  }
});

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
