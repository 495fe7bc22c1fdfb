import { diagnose, diagnoseShort, HEADER } from '../diagnose';

test('sensor for sensors is an error, and what stands below is read as sensors', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
  sensor:
    - name: s
      tasks: [{trainer: {task: Trian}}]
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:8:3 error MYL1014 spec.sensor unknown key sensor
    7 |     - {name: Train, train: {image: x}}
  > 8 |   sensor:
      |   ^^^^^^
    9 |     - name: s
  hint: did you mean sensors
axon.yaml:10:32 error MYL1101 spec.sensor[0].tasks[0].trainer.task unknown task Trian
     9 |     - name: s
  > 10 |       tasks: [{trainer: {task: Trian}}]
       |                                ^^^^^
    11 |
  hint: did you mean Train
2 errors`);
});

test('keys that are nearly right in each other, beside an item that cannot be read', () => {
  const axon = `${HEADER}
  task:
    - {name: Broken, container: {image: [x]}}
    - {name: Train, train: {image: x, retries: {limit: 2}, timeouts: 10}}
  sensors:
    - name: s
      trigger: [{name: c, type: Calendar, scedule: 0 * * * *}]
      task: [{trainer: {task: Train}}, {resourceExecutor: {task: Broken}}]
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:6:3 error MYL1014 spec.task unknown key task
  hint: did you mean tasks
axon.yaml:7:34 error MYL1003 spec.task[0].container.image expected text, got a list
axon.yaml:8:39 error MYL1014 spec.task[1].train.retries unknown key retries
  hint: did you mean retry
axon.yaml:8:60 error MYL1014 spec.task[1].train.timeouts unknown key timeouts
  hint: did you mean timeout
axon.yaml:8:70 error MYL1504 spec.task[1].train.timeouts "10" is not a duration: 10 has no unit
  hint: did you mean 10s
axon.yaml:11:7 error MYL1014 spec.sensors[0].trigger unknown key trigger
  hint: did you mean triggers
axon.yaml:11:52 error MYL1005 spec.sensors[0].trigger[0].scedule schedule is missing, expected text, got the unknown key scedule
  hint: did you mean schedule
axon.yaml:12:7 error MYL1005 spec.sensors[0].task tasks is missing, expected a list, got the unknown key task
  hint: did you mean tasks
8 errors`);
});

test('a key of spec beside spec', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
sensors:
  - name: s
    tasks: [{trainer: {task: Trian}}]
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:8:1 error MYL1014 sensors unknown key sensors
  hint: sensors belongs to spec
axon.yaml:10:30 error MYL1101 sensors[0].tasks[0].trainer.task unknown task Trian
  hint: did you mean Train
2 errors`);
});

test('a key that is nearly one which is there too is an error, and left out', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x, metric: [{name: a}], metrics: [{name: b}]}}
  sensors:
    - {name: s, tasks: [{trainer: {task: Train}}]}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:7:39 error MYL1014 spec.tasks[0].train.metric unknown key metric
  hint: did you mean metrics
1 error`);
});

test('a key of a later release is a warning, and so is a near one where it decides nothing of the loop', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Serve, deploy: {image: x, batching: {size: 8}}}
  sensors:
    - name: s
      tasks:
        - deployer:
            name: d
            models: [{name: m, backendModels: [{name: b, deployer: Serve}]}, {name: n, backendModels: [{name: b, deployer: Serve}]}]
            routes: [{path: /p, dag: [{model: m}, {model: n, dependencies: [m], dependency: [m]}]}]
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:7:40 warning MYL1004 spec.tasks[0].deploy.batching unknown key batching
axon.yaml:14:81 warning MYL1004 spec.sensors[0].tasks[0].deployer.routes[0].dag[1].dependency unknown key dependency
  hint: did you mean dependencies
2 warnings`);
});
