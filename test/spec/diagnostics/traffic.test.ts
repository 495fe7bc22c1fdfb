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
  expect(diagnose(deploying('{match: {headers: {x: y}}, destinations: [{destinationIndex: 0}]}'))).toBe(`\
axon.yaml:13:13 warning MYL1310 spec.sensors[0].tasks[0].deployer.rolloutSpec requests that do not match the one rule are answered with 404
    12 |             name: api
  > 13 |             rolloutSpec: [{match: {headers: {x: y}}, destinations: [{destinationIndex: 0}]}]
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

/** What is said about rules of a deployer with the routes /v1/a, /v1/b and /v2, without the lines of the file. */
function toldOfRules(matches: readonly string[], routing: readonly string[] = []): readonly string[] {
  const rollout = matches.map((match) => `{${match && `match: ${match}, `}destinations: [{destinationIndex: 0}]}`);
  const rules = routing.map((match) => `{${match && `match: ${match}, `}destinations: [{destinationName: a}]}`);
  const axon = deploying(rollout.join(', '), rules.join(', ')).replace(
    /routes: .*/,
    'routes: [{path: /v1/a, dag: [{model: m}]}, {path: /v1/b, dag: [{model: m}]}, {path: /v2, dag: [{model: other, fullPath: http://x/}]}]',
  );
  return diagnose(axon)
    .split('\n')
    .filter((line) => /^axon.yaml|^ {2}hint/.test(line))
    .map((line) =>
      line
        .replace(/^axon.yaml:\d+:\d+ warning /, '')
        .replace('spec.sensors[0].tasks[0].deployer.', '')
        .trim(),
    );
}

test.each<[name: string, matches: readonly string[], said: readonly string[], routing?: readonly string[]]>([
  [
    'a path that no route has',
    ['{path: {prefix: /v3}}', ''],
    [
      'MYL1309 rolloutSpec[0].match.path rule 0 is never asked, no route of api has a path that begins with /v3',
      'hint: the paths are /v1/a, /v1/b, /v2',
    ],
  ],
  [
    'a path that is nearly that of a route',
    ['{path: /v1/aa}', ''],
    [
      'MYL1309 rolloutSpec[0].match.path rule 0 is never asked, no route of api has a path that is /v1/aa',
      'hint: did you mean /v1/a',
    ],
  ],
  [
    'a rule behind one that is wider',
    ['{path: {prefix: /v1}}', '{path: /v1/a, headers: {X-Test: a}}', ''],
    [
      'MYL1309 rolloutSpec[1] rule 1 is never asked, rule 0 before it takes all its requests',
      'hint: order the rules from the most exact to the least, or remove it',
    ],
  ],
  [
    'a rule behind one that asks the same in other words',
    ['{headers: {x-test: {prefix: a}}}', '{headers: {X-Test: {exact: ab}}, query: {q: r}}', ''],
    [
      'MYL1309 rolloutSpec[1] rule 1 is never asked, rule 0 before it takes all its requests',
      'hint: order the rules from the most exact to the least, or remove it',
    ],
  ],
  [
    'a rule behind several that share its requests',
    ['{path: /v1/a}', '{path: /v1/b}', '{path: {regex: "/v1/."}}', ''],
    [
      'MYL1309 rolloutSpec[2] rule 2 is never asked, rules 0, 1 before it take all its requests',
      'hint: order the rules from the most exact to the least, or remove it',
    ],
  ],
  [
    'a route that no rule is for',
    ['{path: {prefix: /v1}}'],
    [
      'MYL1310 routes[2].path no rule of api is for the route /v2, its requests are answered with 404',
      'hint: add a rule without match at the end, or remove the route',
    ],
  ],
  [
    'a model, of which only its own routes ask',
    [''],
    [
      'MYL1309 models[0].routingStrategy[0].match.path rule 0 is never asked, no route of m has a path that is /v2',
      'hint: the paths are /v1/a, /v1/b',
    ],
    ['{path: /v2}', ''],
  ],
])('%s', (_, ...[matches, said, routing]) => {
  expect(toldOfRules(matches, routing)).toEqual(said);
});

test.each<[name: string, matches: readonly string[], routing?: readonly string[]]>([
  ['rules that together are for every route', ['{path: {prefix: /v1}}', '{path: /v2}']],
  ['a narrow rule before a wide one', ['{path: /v1/a, headers: {x: y}}', '{path: {prefix: /v1}}', '']],
  ['rules that look at different things', ['{headers: {x: y}}', '{query: {x: y}}', '']],
  [
    'expressions that may mean different things',
    ['{headers: {x: {regex: "a.*"}}}', '{headers: {x: {regex: "ab"}}}', ''],
  ],
  ['a model whose rules are for its routes', [''], ['{path: {prefix: /v1}}']],
])('%s: nothing is said', (_, ...[matches, routing]) => {
  expect(toldOfRules(matches, routing)).toEqual([]);
});
