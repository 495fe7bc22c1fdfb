import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RunProcess, bundledProgram } from './run-process';

const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;
const withPython = hasPython ? test : test.skip;
if (!hasPython)
  console.warn(
    'SKIPPED: code as it was written for the original, run whole, since there is no python3 of 3.8 or newer',
  );

const fixture = resolve(__dirname, '../fixtures/original');
const state = mkdtempSync(join(tmpdir(), 'myelin-original-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));

/** As `curl -d BODY URL` sends it: the body is JSON, the content type says that it is a form. */
async function curl(url: string, body: unknown): Promise<{ status: number; headers: Headers; answer: unknown }> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: '*/*', 'user-agent': 'curl/7.88.1' };
  const got = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: got.status, headers: got.headers, answer: await got.json() };
}

async function metric(url: string, name: string): Promise<string | undefined> {
  const text = await (await fetch(`${url}metrics`)).text();
  return text.split('\n').find((line) => line.startsWith(`${name}{`));
}

withPython(
  'code written for the original trains, deploys and answers curl through its graph, feedback too',
  async () => {
    const words = [join(fixture, 'axon.yaml'), '--local', join(fixture, 'local.yaml'), '--state-dir', state];
    const run = new RunProcess(bundledProgram(), words);
    const url = await run.said(/listens on (\S+)$/);
    const deployer = await run.said(/original-deployer answers on (\S+)$/);

    // DeployLinear by the class, whose weights come near 2, -3 and 0.5; DeployAverage by a server of its own.
    const predicted = await curl(`${deployer}predict`, { data: { ndarray: [[1, 1, 1]] } });
    expect(predicted.status).toBe(200);
    const { data } = predicted.answer as { data: { ndarray: number[][] } };
    expect(data.ndarray).toEqual([[expect.closeTo(-0.5, 1)]]);

    const feedback = {
      request: { data: { ndarray: [[1, 1, 1]] } },
      response: predicted.answer,
      reward: 0.75,
      truth: { data: { ndarray: [[-0.5]] } },
    };
    const rewarded = await curl(`${deployer}send-feedback`, feedback);
    expect(rewarded).toMatchObject({ status: 200, answer: { meta: {} } });
    expect(rewarded.headers.get('myelin-feedback')).toBe('attributed');
    const reported = await metric(url, 'deploy_accuracy');
    expect(reported).toMatch(/axon="original".*newest="true".*source="serving".* 0\.75$/);

    run.signal('SIGINT');
    expect(await run.ended).toBe(0);
  },
  120_000,
);
