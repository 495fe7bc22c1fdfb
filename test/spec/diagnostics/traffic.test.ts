import { diagnose, HEADER } from '../diagnose';

/** An axon that deploys one graph. */
const deploying = (rollout: string, routing = '', backends = '{name: a, deployer: Serve}') => `${HEADER}
  tasks:
    - {name: Serve, deploy: {image: serve}}
  sensors:
    - name: start
      tasks:
        - deployer:
            name: api
            rolloutSpec: [${rollout}]
            models:
              - name: m
                routingStrategy: [${routing}]
                backendModels: [${backends}]
            routes: [{path: /predict, dag: [{model: m}]}]
`;
const EVERYTHING = '{destinations: [{destinationIndex: 0}]}';

test('rules of which none is for every request', () => {
  expect(diagnose(deploying('{match: {path: /v2}, destinations: [{destinationIndex: 0}]}'))).toBe(`\
axon.yaml:13:13 warning MYL1310 spec.sensors[0].tasks[0].deployer.rolloutSpec requests that do not match the one rule are answered with 404
    12 |             name: api
  > 13 |             rolloutSpec: [{match: {path: /v2}, destinations: [{destinationIndex: 0}]}]
       |             ^^^^^^^^^^^
    14 |             models:
  hint: add a rule without match at the end, unless that is meant
1 warning`);
});

test('a shadow that serves the same requests', () => {
  expect(diagnose(deploying('{destinations: [{destinationIndex: 0}], shadow: {destinationIndex: 0}}'))).toBe(`\
axon.yaml:13:67 warning MYL1311 spec.sensors[0].tasks[0].deployer.rolloutSpec[0].shadow the shadow 0 serves the same requests, so it gets no copies
    12 |             name: api
  > 13 |             rolloutSpec: [{destinations: [{destinationIndex: 0}], shadow: {destinationIndex: 0}}]
       |                                                                   ^^^^^^
    14 |             models:
  hint: name a destination that does not serve, or remove it
1 warning`);
});

test('a backend whose every weight is 0', () => {
  const routing = '{destinations: [{destinationName: a, weight: 100}, {destinationName: b, weight: 0}]}';
  const backends = '{name: a, deployer: Serve}, {name: b, deployer: Serve}';
  expect(diagnose(deploying(EVERYTHING, routing, backends))).toBe(`\
axon.yaml:17:68 warning MYL1305 spec.sensors[0].tasks[0].deployer.models[0].backendModels[1].name every routingStrategy of m gives the backend b the weight 0
    16 |                 routingStrategy: [{destinations: [{destinationName: a, weight: 100}, {destinationName: b, weight: 0}]}]
  > 17 |                 backendModels: [{name: a, deployer: Serve}, {name: b, deployer: Serve}]
       |                                                                    ^
    18 |             routes: [{path: /predict, dag: [{model: m}]}]
  hint: give it a weight, or remove it
1 warning`);
});
