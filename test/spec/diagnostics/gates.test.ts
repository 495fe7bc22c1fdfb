import { diagnose, HEADER } from '../diagnose';

/** An axon in which Train declares accuracy, Other loss and Serve speed; the last sensor is the one in question. */
const axon = (sensor: string) => `${HEADER}
  tasks:
    - {name: Prepare, container: {image: x}}
    - {name: Train, train: {image: x, metrics: [{name: accuracy}]}}
    - {name: Other, train: {image: x, metrics: [{name: loss}]}}
    - {name: Serve, deploy: {image: x, metrics: [{name: speed}]}}
  sensors:
    - name: start
      tasks:
        - resourceExecutor: {task: Prepare}
        - trainer: {task: Train}
        - trainer: {task: Other}
    - name: api
      triggers: [{name: t, type: Rest}]
      tasks:
        - deployer: {name: api, models: [{name: m, backendModels: [{name: b, trainer: Train, deployer: Serve}]}], routes: [{path: /p, dag: [{model: m}]}]}
    - {name: s, cooldown: 1h, tasks: [{resourceExecutor: {task: Prepare}}], ${sensor}}
`;

/** What is said about the sensor, without the lines of the file. */
const told = (sensor: string) =>
  diagnose(axon(sensor))
    .split('\n')
    .filter((line) => /^axon.yaml|^ {2}hint/.test(line))
    .map((line) => line.replace(/^axon.yaml:\d+:\d+ /, '').trim());

const ended = (task: string, more = '') =>
  `{name: ${task}, type: Lifecycle, task: ${task}, condition: Succeeded${more}}`;

test.each<[name: string, sensor: string, said: readonly string[]]>([
  [
    'a call brings no metrics',
    'triggers: [{name: go, type: Rest}], when: metrics.accuracy > 0.9',
    [
      'warning MYL1209 spec.sensors[2].when metrics.accuracy > 0.9 can never hold, no trigger of s brings metrics',
      'hint: add a Lifecycle trigger on the end of Train, or read deployed, the metrics of what serves',
    ],
  ],
  [
    'a start brings no metrics',
    `when: "improves('accuracy')"`,
    [
      "warning MYL1209 spec.sensors[2].when improves('accuracy') can never hold, no trigger of s brings metrics",
      'hint: add a Lifecycle trigger on the end of Train, or read deployed, the metrics of what serves',
    ],
  ],
  [
    'a task that has only begun brings no metrics',
    'triggers: [{name: t, type: Lifecycle, task: Train, condition: Running, when: metrics.accuracy > 0.9}]',
    [
      'warning MYL1209 spec.sensors[2].triggers[0].when metrics.accuracy > 0.9 can never hold, no trigger of s brings metrics',
      'hint: add a Lifecycle trigger on the end of Train, or read deployed, the metrics of what serves',
    ],
  ],
  [
    'a deployment brings no metrics',
    'triggers: [{name: t, type: Lifecycle, deployer: api, condition: Succeeded}], when: "has(metrics.speed) && event.data.phase == \'Succeeded\'"',
    [
      "warning MYL1209 spec.sensors[2].when has(metrics.speed) && event.data.phase == 'Succeeded' can never hold, no trigger of s brings metrics",
      'hint: add a Lifecycle trigger on the end of the task that reports them, or read deployed, the metrics of what serves',
    ],
  ],
  [
    'a filter keeps out each event that brings no metrics',
    `triggers: [{name: go, type: Rest}, ${ended('Train')}], filter: metrics.accuracy > 0.9`,
    [
      'warning MYL1209 spec.sensors[2].filter metrics.accuracy > 0.9 keeps out every event of go, which brings no metrics, so s never fires',
      'hint: ask for metrics in when, which is asked of all events together',
    ],
  ],
  [
    'a server has no last run',
    `triggers: [${ended('Train')}], conditions: [{condition: "{{speed}} > 1", task: Serve}]`,
    [
      'warning MYL1209 spec.sensors[2].conditions[0].task {{speed}} > 1 can never hold, Serve serves and so has no last run with metrics',
      'hint: name the training, or watch what serves with an Alert',
    ],
  ],
  [
    'the metrics are those of another training',
    `triggers: [${ended('Train')}], when: metrics.loss < 0.1`,
    [
      'warning MYL1210 spec.sensors[2].when metrics are those of Train, but loss is declared by Other',
      'hint: wait for the end of Other, or declare it under metrics of Train',
    ],
  ],
  [
    'of two trainings the first counts',
    `triggers: [${ended('Train')}, ${ended('Other')}], when: metrics.loss < 0.1`,
    [
      'warning MYL1210 spec.sensors[2].when metrics are those of Train, but loss is declared by Other',
      'hint: of several tasks the first trigger counts: write Other first',
    ],
  ],
  [
    'only what serves has the metric',
    `triggers: [${ended('Train')}], when: "improves('speed')"`,
    [
      'warning MYL1210 spec.sensors[2].when metrics are those of Train, but speed is declared by Serve',
      'hint: declare it under metrics of Train, or read deployed, the metrics of what serves',
    ],
  ],
  [
    'a condition reads another training',
    `triggers: [${ended('Train')}], conditions: [{condition: "{{loss}} < 1", task: Train}]`,
    [
      'warning MYL1210 spec.sensors[2].conditions[0].task the condition reads Train, but loss is declared by Other',
      'hint: name Other instead, or declare loss there',
    ],
  ],
])('%s', (_, sensor, said) => {
  expect(told(sensor)).toEqual(said);
});

test.each<[name: string, sensor: string]>([
  ['the end of the training is heard', `triggers: [${ended('Train', ', when: metrics.accuracy > 0.9')}]`],
  ['a task that cannot declare may report', `triggers: [${ended('Prepare')}], when: metrics.accuracy > 0.9`],
  [
    'it may hold by another event',
    `triggers: [${ended('Train')}, ${ended('Other')}], policy: Any, when: metrics.loss < 1`,
  ],
  [
    'another side decides',
    "triggers: [{name: go, type: Rest}], when: metrics.accuracy > 0.9 || event.data.force == 'yes'",
  ],
  ['it asks whether there are any', 'triggers: [{name: go, type: Rest}], when: "!has(metrics.accuracy)"'],
  [
    'what serves is read',
    'triggers: [{name: go, type: Rest}], when: "!has(deployers.api.speed) || deployers.api.speed < 1"',
  ],
  [
    'a filter is for one of two',
    `triggers: [{name: go, type: Rest}, ${ended('Train')}], policy: Any, filter: metrics.accuracy > 0.9`,
  ],
  [
    'a condition reads the task that was started before',
    `triggers: [{name: go, type: Rest}], conditions: [{condition: "{{accuracy}} > 0.9", task: Train}]`,
  ],
])('%s: nothing is said', (_, sensor) => {
  expect(told(sensor)).toEqual([]);
});
