import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDirectories } from '../../../lib/runtime/store/directories';
import { runCopyData } from '../../../lib/runtime/store/copy-data';
import { StoreLayout } from '../../../lib/spec/derive/store-layout';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'store-'))));
afterEach(() => rmSync(root, { recursive: true }));

const said: string[] = [];
const say = (text: string) => void said.push(text);

function envOf(execution: string): Record<string, string> {
  const layout = new StoreLayout(root);
  return {
    DATA_PATH: layout.data('run1'),
    MODEL_PATH: layout.model('train-run1/0_0_1'),
    CHECKPOINT_PATH: layout.checkpoint('train-run1', '0_0_1'),
    MYELIN_STORE: layout.store,
    MYELIN_ATTEMPT: 'train-run1-t0-0-1-a2',
    MYELIN_CLAIM: layout.attempt('train-run1-t0-0-1-a2'),
    MYELIN_EXECUTION: execution,
  };
}

test('every directory that a task is promised is there before it starts', async () => {
  expect(await runDirectories(envOf('job-1'), say, 'pod-1')).toBe(0);
  const { DATA_PATH, MODEL_PATH, CHECKPOINT_PATH, MYELIN_STORE } = envOf('');
  for (const path of [DATA_PATH, MODEL_PATH, CHECKPOINT_PATH, MYELIN_STORE]) expect(existsSync(path!)).toBe(true);
});

test('what an earlier attempt left in the model directory goes, checkpoints and data stay', async () => {
  const env = envOf('job-1');
  await runDirectories({ ...env, MYELIN_CLAIM: `${root}/attempts/a1` }, say, 'pod-0');
  for (const name of ['MODEL_PATH', 'CHECKPOINT_PATH', 'DATA_PATH']) writeFileSync(`${env[name]}left`, '');
  await runDirectories(env, say, 'pod-1');
  expect(readdirSync(env['MODEL_PATH']!)).toEqual([]);
  expect(readdirSync(env['CHECKPOINT_PATH']!)).toEqual(['left']);
  expect(readdirSync(env['DATA_PATH']!)).toEqual(['left']);
});

test('of the pods of one Job the first empties, however late the others come and however often it is started', async () => {
  const env = envOf('job-1');
  const pods = ['w-0', 'w-1', 'w-2'];
  expect(await Promise.all(pods.map((pod) => runDirectories(env, say, pod)))).toEqual([0, 0, 0]);
  writeFileSync(`${env['MODEL_PATH']}weights`, '');
  expect(await runDirectories(env, say, 'w-3')).toBe(0);
  expect(await runDirectories(env, say, 'w-0')).toBe(0);
  expect(readdirSync(env['MODEL_PATH']!)).toEqual(['weights']);
});

test('an attempt that another Job has executed is not executed again, and nothing of it is touched', async () => {
  await runDirectories(envOf('job-1'), say, 'pod-1');
  writeFileSync(`${envOf('')['MODEL_PATH']}weights`, '');
  expect(await runDirectories(envOf('job-2'), say, 'pod-2')).toBe(75);
  expect(said.at(-1)).toBe(
    'attempt train-run1-t0-0-1-a2 has been executed by another Job, so it is not executed again',
  );
  expect(readdirSync(envOf('')['MODEL_PATH']!)).toEqual(['weights']);
});

test('a Job that a person made empties nothing', async () => {
  writeFileSync(join(root, 'model.json'), '{}');
  const env = { DATA_PATH: `${root}/`, MODEL_PATH: `${root}/`, MYELIN_STORE: `${root}/store/` };
  expect(await runDirectories(env, say, 'pod')).toBe(0);
  expect(readdirSync(root).sort()).toEqual(['model.json', 'store']);
});

test('data of an earlier run are copied into the directory of another, twice as once', async () => {
  const layout = new StoreLayout(root);
  await runDirectories({ DATA_PATH: layout.data('run1') }, say, 'pod');
  writeFileSync(`${layout.data('run1')}rows`, '1,2');
  const env = { MYELIN_COPY_FROM: layout.data('run1'), MYELIN_COPY_TO: layout.data('run2') };
  expect([await runCopyData(env, say), await runCopyData(env, say)]).toEqual([0, 0]);
  expect(readdirSync(layout.data('run2'))).toEqual(['rows']);
  expect(await runCopyData({}, say)).toBe(2);
});
