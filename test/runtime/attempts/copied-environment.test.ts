import { podEnvironment } from '../../../lib/constructs/pod/environment';
import { expandReferences } from '../../../lib/engine/references';
import { injectedVariables, loopVariables, type Variables } from '../../../lib/engine/task-environment';
import { taskEnvironment } from '../../../lib/local/task-environment';
import { copiedEnvironment } from '../../../lib/runtime/attempts/copied-environment';
import { StoreLayout } from '../../../lib/spec/derive/store-layout';
import type { EnvVar } from '../../../lib/spec/schema/workload';

const FACTS = {
  ...{ axon: 'digits', task: 'Train', kind: 'train', run: 'r1', taskRun: 't1', attempt: 'a1' },
  ...{ paths: { data: 'r1', model: 't1' }, inputs: {} },
};
const LAYOUT = new StoreLayout('/var/lib/myelin/store/');

/** What a process has from elsewhere, or in another form. */
const POD_ONLY = ['HOME', 'MYELIN_RESULT', 'MYELIN_TOKEN_FILE'];

/** As the kubelet reads it: from the beginning to the end. */
function read(env: readonly EnvVar[]): Variables {
  const before: Variables = {};
  for (const { name, value = '' } of env) before[name] = expandReferences(value, before);
  return before;
}

function inPod(task: readonly EnvVar[], action: readonly EnvVar[]): readonly EnvVar[] {
  const own = new Set([...task, ...action].map(({ name }) => name));
  const [injected, loop] = [injectedVariables(FACTS, LAYOUT), loopVariables(FACTS, LAYOUT)];
  const { axon, task: name, kind } = FACTS;
  const atRest = podEnvironment({ axon, task: name, kind, own: task }).filter(({ name }) => !POD_ONLY.includes(name));
  return copiedEnvironment(atRest, { own, action, injected, loop, consumed: [] });
}

function inProcess(task: readonly EnvVar[], action: readonly EnvVar[]): Variables {
  const facts = { ...FACTS, consumed: [], own: [...task, ...action], url: '', token: '', result: '' };
  const {
    MYELIN_URL: _url,
    MYELIN_TOKEN: _token,
    MYELIN_RESULT: _result,
    ...all
  } = taskEnvironment(facts, LAYOUT, () => undefined);
  return all;
}

const env = (values: Readonly<Record<string, string>>): EnvVar[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

const PRECEDENCE: readonly [string, EnvVar[], EnvVar[], Variables][] = [
  ['the action over the task', env({ A: '1' }), env({ A: '2' }), { A: '2' }],
  ['what the task made of its own value keeps that', env({ A: '1', B: '$(A)!' }), env({ A: '2' }), { A: '2', B: '1!' }],
  ['the action may add to what the task says', env({ A: '1' }), env({ A: '$(A)2' }), { A: '12' }],
  ['the task over what is injected', env({ AXON_NAME: 'mine' }), [], { AXON_NAME: 'mine' }],
  ['the task may add to what is injected', env({ TASK_ID: '$(TASK_ID)-x' }), [], { TASK_ID: 't1-x' }],
  [
    'a path of its own',
    env({ DATA_PATH: '$(DATA_PATH)part/' }),
    [],
    { DATA_PATH: '/var/lib/myelin/store/data/r1/part/' },
  ],
  [
    'nothing over MYELIN_*',
    env({ MYELIN_RUN: 'x', B: '$(MYELIN_RUN)' }),
    env({ MYELIN_AXON: 'y' }),
    { MYELIN_RUN: 'r1' },
  ],
  [
    'no MYELIN_* of the axon, whether Myelin gives that one or not',
    env({ MYELIN_X: '1', B: '$(MYELIN_X)' }),
    env({ MYELIN_Y: '2' }),
    { B: '$(MYELIN_X)' },
  ],
  ['what is escaped stays text', env({ A: '$$(B)' }), env({ B: '1', A: '$(A) $$(A)' }), { A: '$(B) $(A)', B: '1' }],
  ['an empty value', [{ name: 'A' }], env({ B: '[$(A)]', A: '2' }), { A: '2', B: '[]' }],
];

describe('which of several values of one name a task finds, on one machine and in a pod', () => {
  test.each(PRECEDENCE)('%s', (_, task, action, expected) => {
    const pod = inPod(task, action);
    expect(read(pod)).toMatchObject(expected);
    expect(read(pod)).toEqual(inProcess(task, action));
    const names = pod.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  test('a value that is in a Secret cannot be added to: the reference stays', () => {
    const secret = { name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } };
    expect(read(inPod([secret], env({ A: '$(A)2' })))).toMatchObject({ A: '$(A)2' });
  });
});
