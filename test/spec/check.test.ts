import { loadAxons } from '../../lib/spec/load';
import { UNSUPPORTED } from '../../lib/spec/support';
import { ISSUE_CODES } from '../../lib/spec/issue-codes';
import { HEADER } from './diagnose';

const TASKS = `
  tasks:
    - {name: Train, train: {image: x, metrics: [{name: loss}]}}
    - {name: Prepare, container: {image: x}}
    - {name: Serve, deploy: {image: x, metrics: [{name: live}]}}
  sensors:
`;

const GRAPH = `{deployer: {name: api, models: [{name: m, backendModels: [{name: b, trainer: Train, deployer: Serve}]}], routes: [{path: /p, dag: [{model: m}]}]}}`;

/** Without it none of the others would ever fire, and what never fires runs in no loop. */
const START = '    - {name: start, tasks: [{trainer: {task: Train}}, {resourceExecutor: {task: Prepare}}]}\n';

function loops(sensors: string): readonly string[] {
  const { issues } = loadAxons(`${HEADER}${TASKS}${START}${sensors}`, { file: 'axon.yaml' });
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  return issues.filter(({ code }) => code === 'MYL1201').map(({ message }) => message);
}

const on = (task: string, more = '') => `{name: t, type: Lifecycle, task: ${task}, condition: Succeeded${more}}`;
const alert = (more = '') => `{name: t, type: Alert, condition: '{{live}} > 1'${more}}`;
const sensor = (name: string, triggers: string, action: string, more = '') =>
  `    - {name: ${name}, triggers: [${triggers}], tasks: [${action}]${more}}\n`;
const train = '{trainer: {task: Train}}';
const prepare = '{resourceExecutor: {task: Prepare}}';

describe('a loop without a guard', () => {
  test('is a training that starts itself', () => {
    expect(loops(sensor('a', on('Train'), train))).toEqual(['nothing can stop the loop a -> a']);
  });

  test('is two sensors that start each other, told once', () => {
    expect(loops(sensor('a', on('Train'), prepare) + sensor('b', on('Prepare'), train))).toEqual([
      'nothing can stop the loop a -> b -> a',
    ]);
  });

  test('is a training that each deployment of it starts', () => {
    const served = '{name: t, type: Lifecycle, deployer: api, condition: Succeeded}';
    expect(loops(sensor('a', on('Train'), GRAPH) + sensor('b', served, train))).toEqual([
      'nothing can stop the loop a -> b -> a',
    ]);
    expect(loops(sensor('a', on('Train'), GRAPH) + sensor('b', on('Serve'), train))).toHaveLength(1);
  });

  test('is an alert whose cooldown is 0', () => {
    expect(loops(sensor('a', on('Train'), GRAPH) + sensor('b', alert(', cooldown: 0'), train))).toHaveLength(1);
  });

  test('is not what only follows from it', () => {
    expect(loops(sensor('a', on('Train'), train) + sensor('b', on('Train'), prepare))).toEqual([
      'nothing can stop the loop a -> a',
    ]);
  });
});

test('a sensor that never fires is in no loop', () => {
  const alone = loadAxons(`${HEADER}${TASKS}${sensor('a', on('Train'), train)}`, { file: 'axon.yaml' });
  const told = alone.issues.filter(({ path }) => path[1] === 'sensors');
  expect(told.map(({ code, message }) => [code, message])).toEqual([
    ['MYL1207', 'a never fires, only sensors that never fire start Train'],
  ]);
});

describe('a loop is guarded by', () => {
  test.each([
    ['when of the sensor', on('Train'), ', when: metrics.loss > 1'],
    ['when of the trigger', on('Train', ', when: metrics.loss > 1'), ''],
    ['a condition', on('Train'), ", conditions: [{condition: '{{loss}} > 1', task: Train}]"],
    ['a filter', on('Train'), ', filter: event.id != ""'],
    ['a cooldown', on('Train'), ', cooldown: 1h'],
    ['a call from outside that is waited for', `${on('Train')}, {name: r, type: Rest}`, ''],
  ])('%s', (_, triggers, more) => {
    expect(loops(sensor('a', triggers, train, more))).toEqual([]);
  });

  test('an alert, since it has a cooldown', () => {
    expect(loops(sensor('a', on('Train'), GRAPH) + sensor('b', alert(), train))).toEqual([]);
  });

  test('not by a call from outside that nothing waits for', () => {
    expect(loops(sensor('a', `${on('Train')}, {name: r, type: Rest}`, train, ', policy: Any'))).toHaveLength(1);
  });
});

test('conclusions from absence are not drawn where something could not be read', () => {
  const { issues } = loadAxons(`${HEADER}${TASKS}${sensor('a', on('Train'), '{trainer: {}}')}`, {
    file: 'axon.yaml',
  });
  expect(issues.map(({ code }) => code)).toEqual(['MYL1005']);
});

test('a document of tasks alone is told once, not for each task', () => {
  const { issues } = loadAxons(`${HEADER}${TASKS.replace('  sensors:\n', '')}`, { file: 'axon.yaml' });
  expect(issues.map(({ code, message }) => [code, message])).toEqual([
    ['MYL1211', 'demo has no sensors, so nothing ever starts by itself'],
  ]);
});

test('what no hand runs is a warning, what only a cluster runs is information', () => {
  for (const { code, local, cluster } of UNSUPPORTED) {
    const expected = local !== undefined && cluster !== undefined ? 'warning' : 'info';
    expect([code, ISSUE_CODES[code].severity]).toEqual([code, expected]);
  }
});
