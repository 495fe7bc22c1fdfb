import { diagnose, diagnoseShort, HEADER } from '../diagnose';

test('a training that its own success starts again', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
  sensors:
    - name: start
      tasks: [{trainer: {task: Train}}]
    - name: again
      triggers:
        - {name: t, type: Lifecycle, task: Train, condition: Succeeded}
      tasks:
        - trainer: {task: Train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:11:7 warning MYL1201 spec.sensors[1] nothing can stop the loop again -> again
    10 |       tasks: [{trainer: {task: Train}}]
  > 11 |     - name: again
       |       ^
    12 |       triggers:
  hint: add when, a condition or a cooldown to one of its sensors
1 warning`);
});

test('a training that only its own success would start is in no loop', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
  sensors:
    - name: again
      triggers: [{name: t, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks: [{trainer: {task: Train}}]
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:9:13 warning MYL1207 spec.sensors[0].name again never fires, only sensors that never fire start Train
     8 |   sensors:
  >  9 |     - name: again
       |             ^^^^^
    10 |       triggers: [{name: t, type: Lifecycle, task: Train, condition: Succeeded}]
  hint: start Train in a sensor without triggers, or with a Rest or Calendar trigger
1 warning`);
});

test('tasks, and nothing that starts them', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Prepare, container: {image: x}}
    - {name: Train, train: {image: x}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:5:1 warning MYL1211 spec demo has no sensors, so nothing ever starts by itself
    4 |   name: demo
  > 5 | spec:
      | ^^^^
    6 |   tasks:
  hint: write sensors or desired, or start its tasks by hand
1 warning`);
});

test('an alert on a metric that nobody declares', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x, metrics: [{name: accuracy}]}}
  sensors:
    - name: again
      triggers:
        - {name: t, type: Alert, condition: '{{drift}} > 0.9'}
      tasks:
        - trainer: {task: Train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:11:45 info MYL1202 spec.sensors[0].triggers[0].condition no task declares the metric drift
    10 |       triggers:
  > 11 |         - {name: t, type: Alert, condition: '{{drift}} > 0.9'}
       |                                             ^^^^^^^^^^^^^^^^^
    12 |       tasks:
  hint: declare it under metrics of the task that reports it
1 info`);
});

test('metrics that are named nearly like declared ones, in an objective, a gate and an alert', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x, metrics: [{name: accuracy}], lossMetric: acuracy, lossMetricSelector: greater}}
  sensors:
    - name: again
      when: metrics.accuracyy > 0.5
      triggers:
        - {name: t, type: Alert, condition: '{{acccuracy}} < 0.9'}
      tasks:
        - trainer: {task: Train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:80 warning MYL1208 spec.tasks[0].train.lossMetric Train declares no metric acuracy
    6 |   tasks:
  > 7 |     - {name: Train, train: {image: x, metrics: [{name: accuracy}], lossMetric: acuracy, lossMetricSelector: greater}}
      |                                                                                ^^^^^^^
    8 |   sensors:
  hint: did you mean accuracy
axon.yaml:10:13 warning MYL1209 spec.sensors[0].when metrics.accuracyy > 0.5 can never hold, no trigger of again brings metrics
     9 |     - name: again
  > 10 |       when: metrics.accuracyy > 0.5
       |             ^^^^^^^^^^^^^^^^^^^^^^^
    11 |       triggers:
  hint: add a Lifecycle trigger on the end of the task that reports them
axon.yaml:10:13 warning MYL1208 spec.sensors[0].when no task declares the metric accuracyy
     9 |     - name: again
  > 10 |       when: metrics.accuracyy > 0.5
       |             ^^^^^^^^^^^^^^^^^^^^^^^
    11 |       triggers:
  hint: did you mean accuracy
axon.yaml:12:45 warning MYL1208 spec.sensors[0].triggers[0].condition no task declares the metric acccuracy
    11 |       triggers:
  > 12 |         - {name: t, type: Alert, condition: '{{acccuracy}} < 0.9'}
       |                                             ^^^^^^^^^^^^^^^^^^^^^
    13 |       tasks:
  hint: did you mean accuracy
4 warnings`);
});

test('a trigger on a task that nothing starts', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Prepare, container: {image: x}}
    - {name: Train, train: {image: x}}
  sensors:
    - name: s
      triggers:
        - {name: prepared, type: Lifecycle, task: Prepare, condition: Succeeded}
      tasks:
        - trainer: {task: Train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:12:51 warning MYL1203 spec.sensors[0].triggers[0].task prepared never fires, no sensor starts Prepare
    11 |       triggers:
  > 12 |         - {name: prepared, type: Lifecycle, task: Prepare, condition: Succeeded}
       |                                                   ^^^^^^^
    13 |       tasks:
  hint: start it with resourceExecutor in a sensor
1 warning`);
});

test('deployed without has', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve}}
  sensors:
    - name: start
      tasks:
        - trainer: {task: Train}
    - name: deploy
      triggers:
        - {name: trained, type: Lifecycle, task: Train, condition: Succeeded, when: 'deployed.version < 3'}
      tasks:
        - deployer:
            name: api
            models:
              - name: m
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:15:86 warning MYL1204 spec.sensors[1].triggers[0].when deployed.version is read without has(), so this is false until something is deployed
    14 |       triggers:
  > 15 |         - {name: trained, type: Lifecycle, task: Train, condition: Succeeded, when: 'deployed.version < 3'}
       |                                                                                      ^^^^^^^^^^^^^^^^
    16 |       tasks:
  hint: write !has(deployed.version) || ..., or use improves(...)
1 warning`);
});

test('actions that wait for each other', () => {
  const axon = `${HEADER}
  tasks:
    - {name: A, container: {image: x}}
    - {name: B, container: {image: x}}
  sensors:
    - name: s
      tasks:
        - {resourceExecutor: {task: A}, needs: [B]}
        - {resourceExecutor: {task: B}, needs: [A]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:12:41 error MYL1205 spec.sensors[0].tasks[0].needs the actions of s wait for each other: A needs B needs A
    11 |       tasks:
  > 12 |         - {resourceExecutor: {task: A}, needs: [B]}
       |                                         ^^^^^
    13 |         - {resourceExecutor: {task: B}, needs: [A]}
  hint: remove one need
1 error`);
});

test('an action that waits for what its sensor does not start', () => {
  const axon = `${HEADER}
  tasks:
    - {name: U, container: {image: x}}
    - {name: T, container: {image: x}}
  sensors:
    - name: first
      tasks: [{resourceExecutor: {task: U}}]
    - name: s
      tasks:
        - {resourceExecutor: {task: T}, needs: [U]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:14:49 error MYL1101 spec.sensors[1].tasks[0].needs[0] unknown action U
    13 |       tasks:
  > 14 |         - {resourceExecutor: {task: T}, needs: [U]}
       |                                                 ^
    15 |
  hint: no action of s starts U: add resourceExecutor: {task: U}
1 error`);
});

test('several runs at once where one is allowed', () => {
  const axon = `${HEADER}
  tasks:
    - {name: A, container: {image: x}}
  sensors:
    - name: s
      maxInFlight: 3
      tasks:
        - resourceExecutor: {task: A}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:10:20 error MYL1206 spec.sensors[0].maxInFlight maxInFlight 3 contradicts concurrency Forbid, which runs one at a time
     9 |     - name: s
  > 10 |       maxInFlight: 3
       |                    ^
    11 |       tasks:
  hint: add concurrency: Allow, or leave maxInFlight out
1 error`);
});

test('a sensor that waits for what only it starts', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Prepare, container: {image: prepare}}
  sensors:
    - name: begin
      tasks: [{resourceExecutor: {task: Prepare}}]
    - name: again
      cooldown: 1h
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks: [{trainer: {task: Train}}]
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:12:13 warning MYL1207 spec.sensors[1].name again never fires, only sensors that never fire start Train
    11 |       tasks: [{resourceExecutor: {task: Prepare}}]
  > 12 |     - name: again
       |             ^^^^^
    13 |       cooldown: 1h
  hint: start Train in a sensor without triggers, or with a Rest or Calendar trigger
1 warning`);
});

test('a metric of a condition counts with braces and without', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x, metrics: [{name: accuracy}]}}
  sensors:
    - name: again
      conditions:
        - {task: Train, condition: 'acuracy > 0.9'}
        - {task: Train, condition: 'accuracy > 0.9 and {{acccuracy}} > 0.9'}
        - {task: Train, condition: 'abs(drift) < 1'}
      triggers: [{name: t, type: Rest}]
      tasks:
        - trainer: {task: Train}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:11:36 warning MYL1208 spec.sensors[0].conditions[0].condition no task declares the metric acuracy
  hint: did you mean accuracy
axon.yaml:12:36 warning MYL1208 spec.sensors[0].conditions[1].condition no task declares the metric acccuracy
  hint: did you mean accuracy
axon.yaml:13:36 info MYL1202 spec.sensors[0].conditions[2].condition no task declares the metric drift
  hint: declare it under metrics of the task that reports it
2 warnings, 1 info`);
});
