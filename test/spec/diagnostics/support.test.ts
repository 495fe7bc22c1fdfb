import { diagnose, HEADER } from '../diagnose';

test('forEach and approval', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: x}}
  sensors:
    - name: s
      tasks:
        - {trainer: {task: Train}, forEach: [1, 2], approval: true}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:11:36 warning MYL1601 spec.sensors[0].tasks[0].forEach forEach is not run by this release
    10 |       tasks:
  > 11 |         - {trainer: {task: Train}, forEach: [1, 2], approval: true}
       |                                    ^^^^^^^
    12 |
  hint: write one action for each
axon.yaml:11:63 warning MYL1601 spec.sensors[0].tasks[0].approval approval is not run by this release
    10 |       tasks:
  > 11 |         - {trainer: {task: Train}, forEach: [1, 2], approval: true}
       |                                                               ^^^^
    12 |
  hint: end the sensor here, and start the next one by a Rest trigger
2 warnings`);
});

test('a progressive rollout', () => {
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
        - {name: trained, type: Lifecycle, task: Train, condition: Succeeded}
      tasks:
        - deployer:
            name: api
            rolloutSpec:
              - destinations: [{destinationIndex: 0}]
                progressive: {steps: [10, 100]}
            models:
              - name: m
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:21:17 warning MYL1602 spec.sensors[1].tasks[0].deployer.rolloutSpec[0].progressive a progressive rollout is not run by this release
    20 |               - destinations: [{destinationIndex: 0}]
  > 21 |                 progressive: {steps: [10, 100]}
       |                 ^^^^^^^^^^^
    22 |             models:
  hint: give the versions fixed shares in destinations
1 warning`);
});

test('a latency that is wanted', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve}}
  desired:
    - {name: api, train: Train, deploy: Serve, state: {latency: p99 <= 50ms}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:10:65 warning MYL1603 spec.desired[0].state.latency a gate on latency or availability is not run by this release
     9 |   desired:
  > 10 |     - {name: api, train: Train, deploy: Serve, state: {latency: p99 <= 50ms}}
       |                                                                 ^^^^^^^^^^^
    11 |
  hint: watch it with an Alert
1 warning`);
});

test('sticky, bandit and compare', () => {
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
        - {name: trained, type: Lifecycle, task: Train, condition: Succeeded}
      tasks:
        - deployer:
            name: api
            models:
              - name: m
                routingStrategy:
                  - destinations: [{destinationName: a}]
                    sticky: true
                    bandit: {policy: UCB, reward: clicks}
                    compare: true
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:23:29 warning MYL1604 spec.sensors[1].tasks[0].deployer.models[0].routingStrategy[0].sticky sticky is not run by this release
    22 |                   - destinations: [{destinationName: a}]
  > 23 |                     sticky: true
       |                             ^^^^
    24 |                     bandit: {policy: UCB, reward: clicks}
  hint: match a header or a cookie
axon.yaml:24:21 warning MYL1605 spec.sensors[1].tasks[0].deployer.models[0].routingStrategy[0].bandit bandit is not run by this release
    23 |                     sticky: true
  > 24 |                     bandit: {policy: UCB, reward: clicks}
       |                     ^^^^^^
    25 |                     compare: true
  hint: give the backends weights
axon.yaml:25:30 warning MYL1606 spec.sensors[1].tasks[0].deployer.models[0].routingStrategy[0].compare compare is not run by this release
    24 |                     bandit: {policy: UCB, reward: clicks}
  > 25 |                     compare: true
       |                              ^^^^
    26 |                 backendModels:
  hint: use shadow alone, and judge its answers where they are logged
3 warnings`);
});

test('nodes that are not models, and their policies', () => {
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
        - {name: trained, type: Lifecycle, task: Train, condition: Succeeded}
      tasks:
        - deployer:
            name: api
            models:
              - name: m
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
            routes:
              - path: /predict
                dag:
                  - {model: m, kind: ensemble, policy: {timeout: 1s}}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:26:38 warning MYL1607 spec.sensors[1].tasks[0].deployer.routes[0].dag[0].kind a node of the kind ensemble is not run by this release
    25 |                 dag:
  > 26 |                   - {model: m, kind: ensemble, policy: {timeout: 1s}}
       |                                      ^^^^^^^^
    27 |
  hint: deploy a model that does this, with includeInput
axon.yaml:26:48 warning MYL1608 spec.sensors[1].tasks[0].deployer.routes[0].dag[0].policy the policy of a node is not run by this release
    25 |                 dag:
  > 26 |                   - {model: m, kind: ensemble, policy: {timeout: 1s}}
       |                                                ^^^^^^
    27 |
  hint: leave it out
2 warnings`);
});

test('GRPC and V2', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Train, train: {image: train}}
    - {name: Serve, deploy: {image: serve, endpointType: GRPC, endpointRestType: V2}}
  sensors:
    - name: start
      tasks:
        - trainer: {task: Train}
    - name: deploy
      triggers:
        - {name: trained, type: Lifecycle, task: Train, condition: Succeeded}
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
axon.yaml:8:58 warning MYL1609 spec.tasks[1].deploy.endpointType GRPC is not run by this release
    7 |     - {name: Train, train: {image: train}}
  > 8 |     - {name: Serve, deploy: {image: serve, endpointType: GRPC, endpointRestType: V2}}
      |                                                          ^^^^
    9 |   sensors:
  hint: use endpointType: REST
axon.yaml:8:82 warning MYL1609 spec.tasks[1].deploy.endpointRestType V2 is not run by this release
    7 |     - {name: Train, train: {image: train}}
  > 8 |     - {name: Serve, deploy: {image: serve, endpointType: GRPC, endpointRestType: V2}}
      |                                                                                  ^^
    9 |   sensors:
  hint: use endpointRestType: Json
2 warnings`);
});

test('optimisers, warm starts and cost limits', () => {
  const axon = `${HEADER}
  tasks:
    - name: Train
      train:
        image: x
        lossMetric: loss
        hpTuning:
          optimiser: BOHB
          minBudget: 1
          maxBudget: 9
          warmStart: true
          maxCost: "100"
          params:
            - {type: Categorical, name: a, categorical: {values: [1, 2]}}
  sensors:
    - {name: s, tasks: [{trainer: {task: Train}}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:12:22 warning MYL1610 spec.tasks[0].train.hpTuning.optimiser BOHB is not run by this release
    11 |         hpTuning:
  > 12 |           optimiser: BOHB
       |                      ^^^^
    13 |           minBudget: 1
  hint: use HyperBand or RandomSearch
axon.yaml:15:22 warning MYL1611 spec.tasks[0].train.hpTuning.warmStart warmStart is not run by this release
    14 |           maxBudget: 9
  > 15 |           warmStart: true
       |                      ^^^^
    16 |           maxCost: "100"
  hint: leave it out
axon.yaml:16:20 warning MYL1611 spec.tasks[0].train.hpTuning.maxCost maxCost is not run by this release
    15 |           warmStart: true
  > 16 |           maxCost: "100"
       |                    ^^^^^
    17 |           params:
  hint: lower maxBudget or numIteration
3 warnings`);
});

test('what needs a cluster', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Count, spark: {image: x, sparkSpec: {applicationFile: a.jar}}}
    - {name: Replicas, train: {image: x, tfJobSpec: {}}}
    - {name: Workers, train: {image: x, distributed: {workers: 2}}}
  sensors:
    - name: s
      tasks:
        - resourceExecutor: {task: Count}
        - trainer: {task: Replicas}
        - trainer: {task: Workers}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:21 info MYL1621 spec.tasks[0].spark a Spark task cannot run on one machine, it needs the Spark operator
    6 |   tasks:
  > 7 |     - {name: Count, spark: {image: x, sparkSpec: {applicationFile: a.jar}}}
      |                     ^^^^^
    8 |     - {name: Replicas, train: {image: x, tfJobSpec: {}}}
  hint: submit the axon to a cluster
axon.yaml:8:42 info MYL1622 spec.tasks[1].train.tfJobSpec tfJobSpec cannot run on one machine, it needs the training operator
    7 |     - {name: Count, spark: {image: x, sparkSpec: {applicationFile: a.jar}}}
  > 8 |     - {name: Replicas, train: {image: x, tfJobSpec: {}}}
      |                                          ^^^^^^^^^
    9 |     - {name: Workers, train: {image: x, distributed: {workers: 2}}}
  hint: submit the axon to a cluster, or train in one process
axon.yaml:9:41 info MYL1623 spec.tasks[2].train.distributed distributed cannot run on one machine, it needs several machines
     8 |     - {name: Replicas, train: {image: x, tfJobSpec: {}}}
  >  9 |     - {name: Workers, train: {image: x, distributed: {workers: 2}}}
       |                                         ^^^^^^^^^^^
    10 |   sensors:
  hint: submit the axon to a cluster, or train in one process
3 info`);
});
