import { diffAxons, type ComparedAxon } from '../../../lib/spec/diff/axon-diff';
import { loadAxons } from '../../../lib/spec/load';
import { renderIssues } from '../../../lib/spec/render';

function axonOf(tasks: string, sensors: string, name = 'demo'): ComparedAxon {
  const text = `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: ${name}}
spec:
  tasks: [${tasks}]
  sensors: [${sensors}]
`;
  const { axons, issues } = loadAxons(text, { file: 'axon.yaml' });
  const [one] = axons;
  if (one?.spec === undefined || one.axon === undefined) throw new Error(renderIssues(issues));
  return { spec: one.spec, axon: one.axon };
}

/** What is told of access; the rest of a difference has tests of its own. */
function told(before: ComparedAxon, after: ComparedAxon): readonly string[] {
  const changes = diffAxons([before], [after]).flatMap((one) => one.changes);
  return changes.flatMap(({ text, security, path: [place] }) =>
    security === true && ['rbac', 'network'].includes(place ?? '') ? [text] : [],
  );
}

const TRAIN = '{name: Train, train: {image: "i:1"}}';
const SERVE = '{name: Serve, deploy: {image: "i:1"}}';
const START = '{name: start, tasks: [{trainer: {task: Train}}]}';
const release = (backends = '{name: a, trainer: Train, deployer: Serve}') =>
  `{name: release, triggers: [{name: t, type: Lifecycle, task: Train, condition: Succeeded}], tasks: [{deployer: {name: api,
    models: [{name: m, routingStrategy: [{destinations: [{destinationName: a}]}], backendModels: [${backends}]}],
    routes: [{path: /p, dag: [{model: m}]}]}}]}`;

test('the first deployer lets the runtime make what serves', () => {
  expect(told(axonOf(`${TRAIN}, ${SERVE}`, START), axonOf(`${TRAIN}, ${SERVE}`, `${START}, ${release()}`))).toEqual([
    'the runtime may now create, delete, get, list, patch and watch deployments.apps, services, virtualservices.networking.istio.io and destinationrules.networking.istio.io, since sensor release deploys api',
  ]);
  expect(told(axonOf(`${TRAIN}, ${SERVE}`, `${START}, ${release()}`), axonOf(`${TRAIN}, ${SERVE}`, START))).toEqual([
    'the runtime may no longer create, delete, get, list, patch and watch deployments.apps, services, virtualservices.networking.istio.io and destinationrules.networking.istio.io',
  ]);
});

test('a server that scales lets the runtime make autoscalers', () => {
  const scaled = SERVE.replace('{image:', '{scaling: {max: 3}, image:');
  expect(
    told(
      axonOf(`${TRAIN}, ${SERVE}`, `${START}, ${release()}`),
      axonOf(`${TRAIN}, ${scaled}`, `${START}, ${release()}`),
    ),
  ).toEqual([
    'the runtime may now create, delete, get, list, patch and watch horizontalpodautoscalers.autoscaling, since sensor release deploys api',
  ]);
});

test('a driver of Spark may make its executors', () => {
  const spark = '{name: Count, spark: {image: "i:1", sparkSpec: {applicationFile: a.py}}}';
  const both = '{name: start, tasks: [{trainer: {task: Train}}, {resourceExecutor: {task: Count}}]}';
  expect(told(axonOf(TRAIN, START), axonOf(`${TRAIN}, ${spark}`, both))).toEqual([
    'the runtime may now create, delete, get, list, patch and watch sparkapplications.sparkoperator.k8s.io, since sensor start executes Count',
    'the account demo-task-count may now create, delete, deletecollection, get, list, patch and watch pods, since the driver of Count makes its executors',
    'the account demo-task-count may now create, delete, deletecollection, get and list configmaps, since the driver of Count makes its executors',
    'the account demo-task-count may now delete, deletecollection, get and list services and persistentvolumeclaims, since the driver of Count makes its executors',
  ]);
});

test('a graph asks a server that was there before', () => {
  const other = '{name: Other, deploy: {image: "i:1"}}';
  const backends = '{name: a, trainer: Train, deployer: Serve}, {name: b, trainer: Train, deployer: Other}';
  const tasks = `${TRAIN}, ${SERVE}, ${other}`;
  expect(told(axonOf(tasks, `${START}, ${release()}`), axonOf(tasks, `${START}, ${release(backends)}`))).toEqual([
    'gateway api may now ask task Other at TCP 5000, since Other answers for m of api as b',
  ]);
});

test('workers of one training talk to each other', () => {
  const several = TRAIN.replace('{image:', '{distributed: {workers: 2}, image:');
  expect(told(axonOf(TRAIN, START), axonOf(several, START))).toEqual([
    'task Train may now ask task Train at every port, since the pods of one run of Train work together',
  ]);
});

test('an axon of another name, a new task, another schedule or gate: nothing is said', () => {
  const nightly = START.replace('tasks:', 'triggers: [{name: c, type: Calendar, schedule: "@daily"}], tasks:');
  const more = `${TRAIN}, {name: Report, container: {image: "i:1"}}`;
  expect(told(axonOf(TRAIN, START), axonOf(TRAIN, nightly))).toEqual([]);
  expect(told(axonOf(TRAIN, START), axonOf(more, START))).toEqual([]);
  expect(told(axonOf(TRAIN, START), axonOf(TRAIN, START, 'other'))).toEqual([]);
});
