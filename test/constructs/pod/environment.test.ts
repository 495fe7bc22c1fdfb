import { podEnvironment } from '../../../lib/constructs/pod/environment';

const values = (own: { name: string; value?: string; valueFrom?: Record<string, unknown> }[]) =>
  Object.fromEntries(
    podEnvironment({ axon: 'rec', task: 'Train', kind: 'train', own }).map(({ name, value, valueFrom }) => [
      name,
      value ?? valueFrom,
    ]),
  );

test('a task knows its axon, its name and kind, and its store, whose paths end in a slash', () => {
  expect(values([])).toEqual({
    AXON_NAME: 'rec',
    TASK_TYPE: 'train',
    DATA_PATH: '/var/lib/myelin/store/',
    MODEL_PATH: '/var/lib/myelin/store/',
    HOME: '/tmp',
    MYELIN_AXON: 'rec',
    MYELIN_TASK: 'Train',
    MYELIN_STORE: '/var/lib/myelin/store/store/',
    MYELIN_RESULT: '/dev/termination-log',
    MYELIN_TOKEN_FILE: '/var/run/secrets/myelin/token',
  });
});

test("a task's own variables beat every injected one except MYELIN_*", () => {
  expect(
    values([
      { name: 'TASK_TYPE', value: 'worker' },
      { name: 'MYELIN_TASK', value: 'forged' },
    ]),
  ).toMatchObject({ TASK_TYPE: 'worker', MYELIN_TASK: 'Train' });
});

test('no variable is written twice', () => {
  const names = podEnvironment({
    axon: 'rec',
    task: 'Train',
    kind: 'train',
    own: [
      { name: 'HOME', value: '/home/me' },
      { name: 'MYELIN_AXON', value: 'x' },
    ],
  }).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('a variable from a secret stays a reference', () => {
  const valueFrom = { secretKeyRef: { name: 'db', key: 'password' } };
  expect(values([{ name: 'PASSWORD', valueFrom }])).toMatchObject({ PASSWORD: valueFrom });
});
