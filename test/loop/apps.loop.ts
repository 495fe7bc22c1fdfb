import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BIN = resolve(JSON.parse(readFileSync('package.json', 'utf8')).bin.myelin as string);

let state: string;
let runner: ChildProcess | undefined;
beforeEach(() => void (state = mkdtempSync(join(tmpdir(), 'myelin-app-'))));
afterEach(async () => {
  if (runner !== undefined && runner.exitCode === null) {
    runner.kill('SIGINT');
    await once(runner, 'exit');
  }
  rmSync(state, { recursive: true, force: true });
}, 30_000);

function run(app: string): void {
  const words = ['run', `apps/${app}/axon.yaml`, '--state-dir', state, '--for', '8m'];
  runner = spawn(process.execPath, [BIN, ...words], { stdio: 'inherit' });
}

/** What a command of Myelin prints about the state of the test. */
function myelin(...words: string[]): string {
  const ended = spawnSync(process.execPath, [BIN, ...words, '--state-dir', state], { encoding: 'utf8' });
  return ended.status === 0 ? ended.stdout : '';
}

interface State {
  readonly tasks: Record<string, { readonly phase: string; readonly metrics: Record<string, number> }>;
  readonly deployers: Record<
    string,
    { readonly newest?: { readonly version: number }; readonly versions: readonly { readonly name: string }[] }
  >;
}

async function until(axon: string, holds: (state: State) => boolean): Promise<State> {
  for (;;) {
    if (runner?.exitCode !== null) throw new Error(`the runner ended with ${runner?.exitCode}`);
    const printed = myelin('get', axon, '-o', 'json');
    const seen = printed === '' ? undefined : (JSON.parse(printed) as State);
    if (seen !== undefined && holds(seen)) return seen;
    const failed = Object.entries(seen?.tasks ?? {}).filter(([, { phase }]) => phase === 'Failed');
    if (failed.length > 0) throw new Error(`failed: ${failed.map(([name]) => name)}`);
    await sleep(500);
  }
}

/** Two cells of the data that the ensemble is trained on, the first malignant and the second benign. */
const CELLS = JSON.parse(readFileSync('test/fixtures/apps/cells.json', 'utf8')) as number[][];

interface Vote {
  readonly jsonData: { readonly benign: number[]; readonly members: Record<string, number[]> };
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<{ vote: Vote; version: string }> {
  const answer = await fetch(`${url}predict`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ data: { ndarray: CELLS } }),
  });
  expect(answer.status).toBe(200);
  const [, digits = ''] = (answer.headers.get('myelin-prediction-id') ?? '').split('.');
  return { vote: (await answer.json()) as Vote, version: `cells-${digits}` };
}

test('ensemble: models answer together, and traffic is split across versions and backends', async () => {
  run('ensemble');
  await until('ensemble', ({ deployers }) => deployers['cells']?.newest?.version === 1);
  const [{ modelProxy }] = JSON.parse(myelin('endpoint', 'ensemble', '-o', 'json')) as [
    { modelProxy: { url: string } },
  ];
  const { vote } = await ask(modelProxy.url);
  expect(Object.keys(vote.jsonData.members).sort()).toEqual(['linear', 'trees']);
  expect(vote.jsonData.benign[0]).toBeLessThan(0.5);
  expect(vote.jsonData.benign[1]).toBeGreaterThan(0.5);

  const backends = new Set<number>();
  for (let request = 0; request < 10; request += 1) {
    backends.add((await ask(modelProxy.url)).vote.jsonData.members['trees']![0]!);
  }
  expect(backends.size).toBe(2);
  const boosting = await ask(modelProxy.url, { 'x-trees': 'boosting' });
  expect((await ask(modelProxy.url, { 'x-trees': 'boosting' })).vote.jsonData).toEqual(boosting.vote.jsonData);

  expect(myelin('trigger', 'ensemble', 'train')).not.toBe('');
  const { deployers } = await until('ensemble', ({ deployers }) => deployers['cells']?.newest?.version === 2);
  const [newest, older] = deployers['cells']!.versions.map(({ name }) => name) as [string, string];
  const versions = { [older]: 0, [newest]: 0 };
  for (let request = 0; request < 50; request += 1) versions[(await ask(modelProxy.url)).version]! += 1;
  expect(versions).toEqual({ [older]: 40, [newest]: 10 });
  expect((await ask(modelProxy.url, { 'x-version': 'newest' })).version).toBe(newest);
}, 600_000);

test('batch-scoring: what has come in is scored by the best model, with no server', async () => {
  run('batch-scoring');
  await until('batch-scoring', ({ tasks }) => tasks['Train']?.phase === 'Succeeded');
  expect(myelin('trigger', 'batch-scoring', 'score', 'now')).not.toBe('');
  const { tasks } = await until('batch-scoring', ({ tasks: { Score } }) => Score?.phase === 'Succeeded');
  expect(tasks['Score']?.metrics).toEqual({ scored: 100 });
  const scores = readFileSync(join(state, 'axons/batch-scoring/store/outbox/patients.csv'), 'utf8');
  expect(scores.trim().split('\n')).toHaveLength(100);
}, 600_000);
