import { diagnose, HEADER } from '../diagnose';

test('a typo in CEL', () => {
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
        - {name: trained, type: Lifecycle, task: Train, condition: Succeeded, when: 'metrcs.accuracy > 0.9'}
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
axon.yaml:15:86 error MYL1501 spec.sensors[1].triggers[0].when unknown variable metrcs
    14 |       triggers:
  > 15 |         - {name: trained, type: Lifecycle, task: Train, condition: Succeeded, when: 'metrcs.accuracy > 0.9'}
       |                                                                                      ^^^^^^
    16 |       tasks:
  hint: did you mean metrics
1 error`);
});

test('a typo in PromQL', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
  sensors:
    - name: again
      triggers:
        - {name: t, type: Alert, condition: 'avg_ovr_time({{accuracy}}[5m]) < 0.9'}
      tasks:
        - trainer: {task: Train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:11:46 error MYL1502 spec.sensors[0].triggers[0].condition unknown function avg_ovr_time
    10 |       triggers:
  > 11 |         - {name: t, type: Alert, condition: 'avg_ovr_time({{accuracy}}[5m]) < 0.9'}
       |                                              ^^^^^^^^^^^^
    12 |       tasks:
  hint: did you mean avg_over_time
1 error`);
});

test('a schedule that is none', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
  sensors:
    - name: again
      triggers:
        - {name: t, type: Calendar, schedule: '0 25 * * *'}
      tasks:
        - trainer: {task: Train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:11:50 error MYL1503 spec.sensors[0].triggers[0].schedule "25" is not an hour
    10 |       triggers:
  > 11 |         - {name: t, type: Calendar, schedule: '0 25 * * *'}
       |                                                  ^^
    12 |       tasks:
  hint: an hour is 0-23, or * , - / over these
1 error`);
});

test('a time zone that nobody knows, and its schedule', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
  sensors:
    - name: again
      triggers:
        - name: t
          type: Calendar
          schedule: '0 25 * * *'
          timezone: Europe/Berln
      tasks:
        - trainer: {task: Train}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:13:24 error MYL1503 spec.sensors[0].triggers[0].schedule "25" is not an hour
    12 |           type: Calendar
  > 13 |           schedule: '0 25 * * *'
       |                        ^^
    14 |           timezone: Europe/Berln
  hint: an hour is 0-23, or * , - / over these
axon.yaml:14:21 error MYL1503 spec.sensors[0].triggers[0].timezone unknown time zone "Europe/Berln"
    13 |           schedule: '0 25 * * *'
  > 14 |           timezone: Europe/Berln
       |                     ^^^^^^^^^^^^
    15 |       tasks:
  hint: did you mean Europe/Berlin
2 errors`);
});

test('a duration that is none', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x, timeout: 5mins}}
  sensors:
    - {name: s, tasks: [{trainer: {task: Train}}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:48 error MYL1504 spec.tasks[0].train.timeout "5mins" is not a duration: unknown unit "mins"
    6 |   tasks:
  > 7 |     - {name: Train, train: {image: x, timeout: 5mins}}
      |                                                ^^^^^
    8 |   sensors:
  hint: did you mean 5m
1 error`);
});

test('a wanted state that is none', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve}}
  desired:
    - {name: api, train: Train, deploy: Serve, state: {accuracy: 0.95, latency: '<= 50ms', freshness: '>= 7d'}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:10:66 error MYL1505 spec.desired[0].state.accuracy "0.95" has no comparison
     9 |   desired:
  > 10 |     - {name: api, train: Train, deploy: Serve, state: {accuracy: 0.95, latency: '<= 50ms', freshness: '>= 7d'}}
       |                                                                  ^^^^
    11 |
  hint: did you mean ">= 0.95"
axon.yaml:10:81 error MYL1505 spec.desired[0].state.latency a latency needs a quantile, got "<= 50ms"
     9 |   desired:
  > 10 |     - {name: api, train: Train, deploy: Serve, state: {accuracy: 0.95, latency: '<= 50ms', freshness: '>= 7d'}}
       |                                                                                 ^^^^^^^^^
    11 |
  hint: for example "p99 <= 50ms"
axon.yaml:10:103 error MYL1505 spec.desired[0].state.freshness a freshness is wanted from above, got ">= 7d"
     9 |   desired:
  > 10 |     - {name: api, train: Train, deploy: Serve, state: {accuracy: 0.95, latency: '<= 50ms', freshness: '>= 7d'}}
       |                                                                                                       ^^^^^^^
    11 |
  hint: for example "<= 7d"
3 errors`);
});
