import { diagnoseShort } from '../diagnose';

test('a wrong key does not hide what is wrong with the keys beside it', () => {
  const axon = `\
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo, namespace: My NS}
spec:
  tasks:
    - {name: P, container: {image: 5x X, timeout: 5 parsecs}}
    - {name: A, container: {image: a, tolerations: {a: b}, timeout: 10, unknown: 1, imagebuild: 2}}
    - {name: B, train: {image: a, lossMetric: 5 x, hpTuning: {minBudget: 5, maxBudget: 2, params: [{type: UniformFloat, name: x, numerical: {lower: 3, upper: 1}}, {type: Nope}]}}}
    - {name: S, deploy: {image: a}}
  sensors:
    - name: s
      triggers:
        - {name: c, type: Calendar}
        - {name: k, type: Calendar, schedule: every night}
        - {name: d, type: Alert, condition: "{{a}} >> 1", for: 3}
        - {name: e, type: Lifecycle, task: Atr, condition: Succeeded}
      tasks:
        - deployer: {name: d, replicas: two, models: [{name: m, backendModels: [{name: b, deployer: SS}]}], routes: [{path: /a, dag: [{model: m, fullPath: not a url}]}]}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:3:35 error MYL1011 metadata.namespace expected a namespace, at most 63 lower case letters and digits with "-" between them, got "My NS"
axon.yaml:6:36 error MYL1011 spec.tasks[0].container.image expected an image such as registry.example.com/team/train:1, in lower case after the registry, got "5x X"
axon.yaml:6:51 error MYL1504 spec.tasks[0].container.timeout "5 parsecs" is not a duration: a space before the unit "parsecs"
  hint: write a number and a unit (y w d h m s ms), for example 10m or 1h30m
axon.yaml:7:39 error MYL1003 spec.tasks[1].container.tolerations expected a list, got keys and values
axon.yaml:7:69 error MYL1504 spec.tasks[1].container.timeout "10" is not a duration: 10 has no unit
  hint: did you mean 10s
axon.yaml:7:73 warning MYL1004 spec.tasks[1].container.unknown unknown key unknown
axon.yaml:7:85 error MYL1014 spec.tasks[1].container.imagebuild unknown key imagebuild
  hint: did you mean imageBuild
axon.yaml:8:47 error MYL1003 spec.tasks[2].train.lossMetric expected a Prometheus metric name such as test_accuracy, got "5 x"
axon.yaml:8:74 error MYL1402 spec.tasks[2].train.hpTuning.minBudget minBudget must not exceed maxBudget, got 5 and 2
  hint: swap them
axon.yaml:8:149 error MYL1403 spec.tasks[2].train.hpTuning.params[0].numerical.lower lower of x must be less than upper, got 3 and 1
  hint: swap them
axon.yaml:8:171 error MYL1003 spec.tasks[2].train.hpTuning.params[1].type expected one of UniformFloat, UniformInteger, Categorical, got "Nope"
axon.yaml:13:11 error MYL1005 spec.sensors[0].triggers[0].schedule schedule is missing, expected text
axon.yaml:14:47 error MYL1503 spec.sensors[0].triggers[1].schedule a schedule has five fields, "every night" has 2
  hint: the fields are minute, hour, day of month, month, day of week, for example "0 3 * * MON"
axon.yaml:15:53 error MYL1502 spec.sensors[0].triggers[2].condition unexpected >
axon.yaml:15:64 error MYL1504 spec.sensors[0].triggers[2].for "3" is not a duration: 3 has no unit
  hint: did you mean 3s
axon.yaml:16:44 error MYL1101 spec.sensors[0].triggers[3].task unknown task Atr
  hint: defined: P, A, B, S
axon.yaml:18:41 error MYL1003 spec.sensors[0].tasks[0].deployer.replicas expected a number, got "two"
axon.yaml:18:101 error MYL1101 spec.sensors[0].tasks[0].deployer.models[0].backendModels[0].deployer unknown task SS
  hint: did you mean S
axon.yaml:18:156 error MYL1003 spec.sensors[0].tasks[0].deployer.routes[0].dag[0].fullPath expected an address such as http://models.example.com/predict, got "not a url"
18 errors, 1 warning`);
});
