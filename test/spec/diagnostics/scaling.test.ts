import { diagnose, HEADER } from '../diagnose';

test('scaling that cannot be', () => {
  const axon = `${HEADER}
  tasks:
    - {name: Narrow, deploy: {image: serve, scaling: {min: 4, max: 3}}}
    - {name: Vague, deploy: {image: serve, scaling: {max: 3, target: fast}}}
  sensors:
    - {name: s, tasks: [{deployer: {name: api, models: [{name: m, backendModels: [{name: a, deployer: Narrow}]}, {name: n, backendModels: [{name: b, deployer: Vague}]}], routes: [{path: /m, dag: [{model: m}]}, {path: /n, dag: [{model: n}]}]}}]}
`;
  expect(diagnose(axon)).toBe(`\
axon.yaml:7:45 error MYL1506 spec.tasks[0].deploy.scaling min must not exceed max, got 4 and 3
    6 |   tasks:
  > 7 |     - {name: Narrow, deploy: {image: serve, scaling: {min: 4, max: 3}}}
      |                                             ^^^^^^^
    8 |     - {name: Vague, deploy: {image: serve, scaling: {max: 3, target: fast}}}
axon.yaml:8:44 error MYL1506 spec.tasks[1].deploy.scaling "fast" is no target of scaling
    7 |     - {name: Narrow, deploy: {image: serve, scaling: {min: 4, max: 3}}}
  > 8 |     - {name: Vague, deploy: {image: serve, scaling: {max: 3, target: fast}}}
      |                                            ^^^^^^^
    9 |   sensors:
  hint: for example "cpu <= 80%", "p99 <= 50ms", or a metric as a HorizontalPodAutoscaler has it
2 errors`);
});
