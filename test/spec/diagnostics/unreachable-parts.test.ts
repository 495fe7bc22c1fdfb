import { diagnoseShort, HEADER } from '../diagnose';

test("variables of Myelin's own names, and routes that no request can ask for", () => {
  const axon = `${HEADER}
  volumeClaimTemplate: {spec: {accessModes: [ReadWriteMany]}}
  tasks:
    - {name: Train, train: {image: a, env: [{name: MYELIN_AXON, value: x}, {name: MINE, value: y}]}}
    - {name: Serve, deploy: {image: a}}
    - {name: Prep, container: {image: a}}
  sensors:
    - name: s
      triggers: [{name: r, type: Rest}]
      tasks: [{resourceExecutor: {task: Prep}, env: [{name: MYELIN_X, value: x}]}, {trainer: {task: Train}}]
    - name: t
      triggers: [{name: l, type: Lifecycle, task: Train, condition: Succeeded}]
      tasks:
        - deployer:
            name: api
            models: [{name: m, backendModels: [{name: a, trainer: Train, deployer: Serve}]}]
            routes:
              - {path: '/predict/../x?y', dag: [{model: m}]}
              - {path: /é/predict, dag: [{model: m}]}
              - {path: '/%41-b_c.d/', dag: [{model: m}]}
              - {path: '/a b', dag: [{model: m}]}
              - {path: '//x', dag: [{model: m}]}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:8:52 warning MYL1108 spec.tasks[0].train.env[0].name the variable MYELIN_AXON has no effect, names that begin with MYELIN_ are given by Myelin
  hint: rename it, or remove it
axon.yaml:14:61 warning MYL1108 spec.sensors[0].tasks[0].env[0].name the variable MYELIN_X has no effect, names that begin with MYELIN_ are given by Myelin
  hint: rename it, or remove it
axon.yaml:22:24 error MYL1003 spec.sensors[1].tasks[0].deployer.routes[0].path expected a path that a request can have, got "/predict/../x?y"
  hint: did you mean /x
1 error, 2 warnings`);
});
