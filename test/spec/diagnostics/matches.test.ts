import { trafficMatrix } from '../../../lib/spec/derive/traffic';
import { loadAxons } from '../../../lib/spec/load';
import { diagnose, HEADER } from '../diagnose';

const TASKS = `${HEADER}
  tasks:
    - {name: Serve, deploy: {image: serve}}
    - {name: Other, deploy: {image: other}}
  sensors:
    - name: start
      tasks:
        - deployer:
            name: api`;

test('expressions that nobody can follow, in rules of versions and of backends', () => {
  const axon = `${TASKS}
            rolloutSpec:
              - {match: {query: {q: {regex: 'a)(b'}}}, destinations: [{destinationIndex: 0}]}
              - {destinations: [{destinationIndex: 0}]}
            models:
              - name: m
                routingStrategy:
                  - {match: {headers: {x: {regex: '(('}}}, destinations: [{destinationName: a}]}
                  - {destinations: [{destinationName: a}]}
                backendModels: [{name: a, deployer: Serve}]
            routes: [{path: /p, dag: [{model: m}]}]
`;
  expect(diagnose(axon).replace(/\n +(> )?\d* \|.*/g, '')).toBe(`\
axon.yaml:8:14 warning MYL1107 spec.tasks[1].name no sensor starts the task Other
  hint: name it as the deployer of a backend
axon.yaml:15:46 error MYL1507 spec.sensors[0].tasks[0].deployer.rolloutSpec[0].match.query.q.regex "a)(b" is not a regular expression: unmatched ')'
axon.yaml:20:52 error MYL1507 spec.sensors[0].tasks[0].deployer.models[0].routingStrategy[0].match.headers.x.regex "((" is not a regular expression: unterminated group
2 errors, 1 warning`);
});

test('a node with a fullPath asks that address, although a model of its name has backends', () => {
  const axon = `${TASKS}
            models:
              - {name: a, backendModels: [{name: a, deployer: Serve}]}
              - {name: b, backendModels: [{name: b, deployer: Other}]}
            routes:
              - path: /p
                dag:
                  - {model: b, fullPath: 'http://b.example.com/p'}
                  - {model: a, dependencies: [b]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:16:24 warning MYL1305 spec.sensors[0].tasks[0].deployer.models[1].name no route of api asks the model b, its nodes ask http://b.example.com/p
    15 |               - {name: a, backendModels: [{name: a, deployer: Serve}]}
  > 16 |               - {name: b, backendModels: [{name: b, deployer: Other}]}
       |                        ^
    17 |             routes:
  hint: leave fullPath out to ask its backends, or remove the model
1 warning`);
  const graph = loadAxons(axon, { file: 'axon.yaml' }).axons[0]?.axon?.deployers.get('api');
  expect(
    trafficMatrix(graph!, [{ name: '1', number: 1 }]).map(({ model, backend, share }) => [model, backend, share]),
  ).toEqual([
    ['a', 'a', 1],
    ['b', 'http://b.example.com/p', 1],
  ]);
});
