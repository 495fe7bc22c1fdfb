import { ableSensors } from '../../../lib/spec/derive/able-sensors';
import { loadAxons } from '../../../lib/spec/load';
import { HEADER } from '../diagnose';

/** The sensors that can fire, and the triggers that can, of sensors `a`, `b`, ... over tasks `A`, `B`, ... */
function able(...sensors: readonly string[]): { sensors: readonly string[]; triggers: readonly string[] } {
  const text = `${HEADER}
  tasks:
    - {name: A, container: {image: a}}
    - {name: B, container: {image: b}}
    - {name: C, container: {image: c}}
    - {name: Serve, deploy: {image: serve}}
  sensors:
${sensors.map((sensor, index) => `    - {name: ${'abc'[index]}, ${sensor}}\n`).join('')}`;
  const { axons, issues } = loadAxons(text, { file: 'axon.yaml' });
  const axon = axons[0]?.axon;
  if (axon === undefined) throw new Error(issues.map(({ message }) => message).join('\n'));
  const found = ableSensors(axon);
  return {
    sensors: axon.sensors.filter((sensor) => found.sensors.has(sensor)).map(({ name }) => name),
    triggers: axon.sensors.flatMap(({ triggers }) => triggers.filter(found.fires).map(({ name }) => name)),
  };
}

const run = (task: string) => `tasks: [{resourceExecutor: {task: ${task}}}]`;
const after = (task: string) => `{name: ${task}-ended, type: Lifecycle, task: ${task}, condition: Succeeded}`;
const CALL = '{name: call, type: Rest, path: /go}';
const DEPLOY =
  'tasks: [{deployer: {name: d, models: [{name: m, backendModels: [{name: b, deployer: Serve}]}], routes: [{path: /p, dag: [{model: m}]}]}}]';

test.each<[name: string, sensors: readonly string[], able: string, triggers: string]>([
  [
    'a sensor without triggers, and what follows from it',
    [run('A'), `triggers: [${after('A')}], ${run('B')}`],
    'a b',
    'A-ended',
  ],
  ['what follows from a later one', [`triggers: [${after('B')}], ${run('A')}`, run('B')], 'a b', 'B-ended'],
  ['a call from outside', [`triggers: [${CALL}], ${run('A')}`], 'a', 'call'],
  ['what waits for a task that nothing starts', [run('A'), `triggers: [${after('C')}], ${run('B')}`], 'a', ''],
  [
    'two that only wait for each other',
    [`triggers: [${after('B')}], ${run('A')}`, `triggers: [${after('A')}], ${run('B')}`],
    '',
    '',
  ],
  [
    'a loop that a call begins',
    [`triggers: [${after('B')}, ${CALL}], policy: Any, ${run('A')}`, `triggers: [${after('A')}], ${run('B')}`],
    'a b',
    'B-ended call A-ended',
  ],
  [
    'one that waits for all, and one of them never comes',
    [run('A'), `triggers: [${after('A')}, ${after('C')}], ${run('B')}`],
    'a',
    'A-ended',
  ],
  [
    'one that takes any of them',
    [run('A'), `triggers: [${after('A')}, ${after('C')}], policy: Any, ${run('B')}`],
    'a b',
    'A-ended',
  ],
  [
    'a deployment that comes, and what waits for it',
    [DEPLOY, `triggers: [{name: live, type: Lifecycle, deployer: d, condition: Succeeded}], ${run('A')}`],
    'a b',
    'live',
  ],
  [
    'a deployment of a sensor that never fires',
    [
      `triggers: [${after('C')}], ${DEPLOY}`,
      `triggers: [{name: live, type: Lifecycle, deployer: d, condition: Succeeded}], ${run('A')}`,
    ],
    '',
    '',
  ],
])('%s', (_, sensors, ...[can, triggers]) => {
  expect(able(...sensors)).toEqual({
    sensors: can.split(' ').filter(Boolean),
    triggers: triggers.split(' ').filter(Boolean),
  });
});
