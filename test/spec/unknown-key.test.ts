import type { Path } from '../../lib/spec/issue';
import { schemaOutline } from '../../lib/spec/parse';
import { mergeRenamed, type SchemaFault } from '../../lib/spec/renamed-keys';
import { unknownKey } from '../../lib/spec/unknown-key';

const told = (path: Path) => {
  const { issue, meant } = unknownKey(path, schemaOutline());
  expect(issue.path).toEqual(path);
  return [issue.code, issue.hint, meant];
};

const SERVED: Path = ['spec', 'sensors', 0, 'tasks', 0, 'deployer', 'routes', 0, 'dag', 1];

test.each<[Path, code: string, hint: string | undefined, meant: Path | undefined]>([
  [['spec', 'task'], 'MYL1014', 'did you mean tasks', ['spec', 'tasks']],
  [['spec', 'sensors', 2, 'triger'], 'MYL1014', 'did you mean triggers', ['spec', 'sensors', 2, 'triggers']],
  [['sensors'], 'MYL1014', 'sensors belongs to spec', ['spec', 'sensors']],
  [[...SERVED, 'dependency'], 'MYL1004', 'did you mean dependencies', [...SERVED, 'dependencies']],
  [['spec', 'lossMetric'], 'MYL1004', 'lossMetric belongs to spec.tasks[].train', undefined],
  [['spec', 'sensors', 0, 'triggers', 0, 'schedule'], 'MYL1004', 'schedule belongs to Calendar', undefined],
  [['spec', 'tasks', 0, 'deploy', 'batching'], 'MYL1004', undefined, undefined],
])('the unknown key %j', (path, ...expected) => {
  expect(told(path)).toEqual(expected);
});

const missing: SchemaFault = {
  issue: { code: 'MYL1005', severity: 'error', path: ['spec', 'tasks'], message: 'tasks is missing' },
  missing: [['spec', 'tasks']],
};
const unknown = (path: Path, meant?: Path): SchemaFault => ({
  issue: { code: 'MYL1014', severity: 'error', path, message: 'one', hint: 'in any words' },
  ...(meant === undefined ? {} : { meant }),
});

test('a missing key is told at the key beside it that means it, in whatever words its hint is', () => {
  const written = unknown(['spec', 'task'], ['spec', 'tasks']);
  const message = 'tasks is missing, got the unknown key task';
  expect(mergeRenamed([missing, written], 'MYL1005')).toEqual([
    { issue: { ...missing.issue, path: ['spec', 'task'], message, hint: 'in any words' }, meant: ['spec', 'tasks'] },
  ]);
});

test.each<[string, SchemaFault]>([
  ['means another', unknown(['spec', 'sensor'], ['spec', 'sensors'])],
  ['means nothing', unknown(['spec', 'other'])],
  ['stands somewhere else', unknown(['tasks'], ['spec', 'tasks'])],
])('a missing key and an unknown one that %s are two faults', (_, other) => {
  expect(mergeRenamed([missing, other], 'MYL1005')).toEqual([missing, other]);
});
