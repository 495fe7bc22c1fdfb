import { diagnose, HEADER } from '../diagnose';

test('weights that do not sum to 100', () => {
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
              - destinations:
                  - {destinationIndex: 0, weight: 50}
                  - {destinationIndex: 1, weight: 30}
            models:
              - name: m
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:20:17 warning MYL1301 spec.sensors[1].tasks[0].deployer.rolloutSpec[0].destinations the weights sum to 80, got 50, 30
    19 |             rolloutSpec:
  > 20 |               - destinations:
       |                 ^^^^^^^^^^^^
    21 |                   - {destinationIndex: 0, weight: 50}
  hint: they count as shares of their sum: 62.5 %, 37.5 %
1 warning`);
});

test('weights that are all zero', () => {
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
              - destinations: [{destinationIndex: 0, weight: 0}]
            models:
              - name: m
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:20:17 error MYL1302 spec.sensors[1].tasks[0].deployer.rolloutSpec[0].destinations at least one weight must be above 0, got 0
    19 |             rolloutSpec:
  > 20 |               - destinations: [{destinationIndex: 0, weight: 0}]
       |                 ^^^^^^^^^^^^
    21 |             models:
  hint: use weights such as 100
1 error`);
});

test('models that wait for each other', () => {
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
              - name: n
                backendModels:
                  - {name: b, trainer: Train, deployer: Serve}
            routes:
              - path: /predict
                dag:
                  - {model: m, dependencies: [n]}
                  - {model: n, dependencies: [m]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:29:32 error MYL1303 spec.sensors[1].tasks[0].deployer.routes[0].dag[0].dependencies the models of /predict wait for each other: m needs n needs m
    28 |                 dag:
  > 29 |                   - {model: m, dependencies: [n]}
       |                                ^^^^^^^^^^^^
    30 |                   - {model: n, dependencies: [m]}
  hint: remove one dependency
1 error`);
});

test('a graph with two answers', () => {
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
              - name: n
                backendModels:
                  - {name: b, trainer: Train, deployer: Serve}
            routes:
              - path: /predict
                dag:
                  - {model: m}
                  - {model: n}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:30:29 error MYL1304 spec.sensors[1].tasks[0].deployer.routes[0].dag[1].model the dag of /predict has 2 models on which nobody depends: m, n
    29 |                   - {model: m}
  > 30 |                   - {model: n}
       |                             ^
    31 |
  hint: one of them must depend on the others
1 error`);
});

test('a model that no route asks', () => {
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
              - name: n
                backendModels:
                  - {name: b, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:23:23 warning MYL1305 spec.sensors[1].tasks[0].deployer.models[1].name no route of api asks the model n
    22 |                   - {name: a, trainer: Train, deployer: Serve}
  > 23 |               - name: n
       |                       ^
    24 |                 backendModels:
  hint: add it to the dag of a route, or remove it
1 warning`);
});

test('a backend without a weight', () => {
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
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
                  - {name: b, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:25:28 warning MYL1305 spec.sensors[1].tasks[0].deployer.models[0].backendModels[1].name no routingStrategy of m names the backend b
    24 |                   - {name: a, trainer: Train, deployer: Serve}
  > 25 |                   - {name: b, trainer: Train, deployer: Serve}
       |                            ^
    26 |             routes:
  hint: give it a weight, or remove it
1 warning`);
});

test('two deployers of one name that differ', () => {
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
              - {path: /predict, dag: [{model: m}]}
    - name: deploy-again
      triggers:
        - {name: call, type: Rest}
      tasks:
        - deployer:
            name: api
            replicas: 2
            models:
              - name: m
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:30:19 error MYL1306 spec.sensors[2].tasks[0].deployer.name the deployer api is written twice and the two differ
    29 |         - deployer:
  > 30 |             name: api
       |                   ^^^
    31 |             replicas: 2
  hint: make them equal, or rename one of them
1 error`);
});

test('the best of trainings that nothing compares', () => {
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
                modelSelectionStrategy: best
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:21:41 warning MYL1307 spec.sensors[1].tasks[0].deployer.models[0].modelSelectionStrategy Train has no lossMetric, so best means latest
    20 |               - name: m
  > 21 |                 modelSelectionStrategy: best
       |                                         ^^^^
    22 |                 backendModels:
  hint: add lossMetric to Train, or write latest
1 warning`);
});

test('a search without a metric is one fault, though the best of it is served', () => {
  const axon = `${HEADER}
  tasks:
    - name: Train
      train: {image: train, hpTuning: {minBudget: 1, maxBudget: 9, params: [{name: a, type: Categorical, categorical: {values: [1, 2]}}]}}
    - {name: Serve, deploy: {image: serve}}
  sensors:
    - {name: start, tasks: [{trainer: {task: Train}}]}
    - name: deploy
      triggers: [{name: trained, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks:
        - deployer:
            name: api
            models:
              - name: m
                modelSelectionStrategy: best
                backendModels: [{name: a, trainer: Train, deployer: Serve}]
            routes: [{path: /predict, dag: [{model: m}]}]
`;
  expect(diagnose(axon).match(/MYL\d+/g)).toEqual(['MYL1404']);
});

test('weights that are all zero are one fault of their rule, and none of its backends', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Serve, deploy: {image: serve}}
  sensors:
    - name: deploy
      tasks:
        - deployer:
            name: api
            models:
              - name: m
                backendModels: [{name: a, deployer: Serve}, {name: b, deployer: Serve}]
                routingStrategy:
                  - destinations: [{destinationName: a, weight: 0}, {destinationName: b, weight: 0}]
            routes: [{path: /predict, dag: [{model: m}]}]
`;
  expect(diagnose(axon).match(/MYL\d+/g)).toEqual(['MYL1302']);
});

test('two backends and no routing', () => {
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
                  - {name: b, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:20:17 error MYL1308 spec.sensors[1].tasks[0].deployer.models[0] the model m has 2 backends and no routingStrategy
    19 |             models:
  > 20 |               - name: m
       |                 ^
    21 |                 backendModels:
  hint: share the traffic: routingStrategy with a weight for a, b
1 error`);
});

test('a rule behind one that matches everything', () => {
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
              - match: {headers: {x-test: 'yes'}}
                destinations: [{destinationIndex: 1}]
            models:
              - name: m
                backendModels:
                  - {name: a, trainer: Train, deployer: Serve}
            routes:
              - {path: /predict, dag: [{model: m}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:21:17 warning MYL1309 spec.sensors[1].tasks[0].deployer.rolloutSpec[1] rule 1 is never asked, rule 0 before it matches every request
    20 |               - destinations: [{destinationIndex: 0}]
  > 21 |               - match: {headers: {x-test: 'yes'}}
       |                 ^
    22 |                 destinations: [{destinationIndex: 1}]
  hint: move the rule without match to the end
1 warning`);
});
