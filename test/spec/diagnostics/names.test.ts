import { loadAxons } from '../../../lib/spec/load';
import { diagnose, HEADER } from '../diagnose';

const graph = (name: string) =>
  `{deployer: {name: ${name}, models: [{name: m, backendModels: [{name: b, deployer: Serve}]}], routes: [{path: /p, dag: [{model: m}]}]}}`;

/** A task, and the sensor that starts it. */
const started = (task: string) =>
  `  tasks: [{name: ${task}, container: {image: x}}]\n  sensors: [{name: s, tasks: [{resourceExecutor: {task: ${task}}}]}]\n`;

test('a task whose Service would have the name of that of a deployer', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Serve, deploy: {image: serve}}
    - {name: digits-api, deploy: {image: serve}}
  sensors:
    - name: start
      tasks: [${graph('digits')}]
    - name: other
      tasks: [{deployer: {name: x, models: [{name: m, backendModels: [{name: b, deployer: digits-api}]}], routes: [{path: /p, dag: [{model: m}]}]}}]
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:11:33 error MYL1012 spec.sensors[0].tasks[0].deployer.name the task digits-api and the deployer digits would both have a Service demo-digits-api
    10 |     - name: start
  > 11 |       tasks: [{deployer: {name: digits, models: [{name: m, backendModels: [{name: b, deployer: Serve}]}], routes: [{path: /p, dag: [{model: m}]}]}}]
       |                                 ^^^^^^
    12 |     - name: other
  hint: rename one of them
1 error`);
});

test('names that are long and differ only at their ends stay apart', () => {
  const long = 'a'.repeat(62);
  const axon = `${HEADER}
  tasks:
    - {name: ${long}1, container: {image: a}}
    - {name: ${long}2, container: {image: a}}
  sensors:
    - {name: start, tasks: [{resourceExecutor: {task: ${long}1}}, {resourceExecutor: {task: ${long}2}}]}
`;
  expect(diagnose(axon)).toBe('');
});

test('two axons of a file whose objects would have one name', () => {
  const axon = (name: string, task: string) =>
    `apiVersion: myelin.io/v1alpha1\nkind: Axon\nmetadata: {name: ${name}}\nspec:\n${started(task)}`;
  const { axons, issues } = loadAxons(`${axon('a', 'b-c')}---\n${axon('a-b', 'c')}`, { file: 'axon.yaml' });
  expect(issues).toMatchObject([
    {
      code: 'MYL1012',
      message: 'the task b-c of a and the task c of a-b would both have a CronJob a-b-c',
      path: ['spec', 'tasks', 0, 'name'],
      at: { line: 12 },
    },
  ]);
  expect(axons.map((one) => one.axon)).toEqual([undefined, undefined]);
});

test('two axons of a file that have one name are one to a cluster, and nothing is told of their objects', () => {
  const axon = (header: string) =>
    `apiVersion: myelin.io/v1alpha1\nkind: Axon\nmetadata: {${header}}\nspec:\n${started('c')}`;
  const twice = loadAxons(`${axon('name: a')}---\n${axon('name: a')}`, { file: 'axon.yaml' });
  expect(twice.issues).toEqual([
    expect.objectContaining({
      code: 'MYL1010',
      message: 'another axon has the name a',
      path: ['metadata', 'name'],
      at: expect.objectContaining({ line: 10 }) as object,
    }),
  ]);
  const apart = loadAxons(`${axon('name: a')}---\n${axon('name: a, namespace: other')}`, { file: 'axon.yaml' });
  expect(apart.issues).toEqual([]);
});
