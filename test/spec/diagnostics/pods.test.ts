import { diagnoseShort } from '../diagnose';

test('what of a pod cannot be or has no effect, and keys of another type of trigger', () => {
  const axon = `\
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo}
spec:
  volume: {emptyDir: {}}
  podPatch: {specc: {}}
  tasks:
    - {name: A, container: {image: a, env: [{name: A, value: 1}, {name: A, value: 2}], timeout: 0s, volumes: [{name: data, emptyDir: {}}], volumeMounts: [{name: daat, mountPath: /x}, {name: data, mountPath: /y}]}}
    - {name: B, container: {image: a, env: [{name: A, value: 1, valueFrom: {}}]}}
    - {name: C, train: {image: a, tfJobSpec: {a: b}, distributed: {workers: 2}}}
    - {name: S, deploy: {image: a}}
  sensors:
    - name: s
      triggers:
        - {name: c, type: Calendar, schedule: '0 3 * * *', for: 1m, when: 'true', condition: x, task: A}
        - {name: d, type: Alert, condition: "{{a}} > 1", schedule: x}
      tasks:
        - deployer: {name: d, models: [{name: m, backendModels: [{name: b, deployer: S}]}], routes: [{path: /a, dag: [{model: m, fullPath: not a url}]}]}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:5:12 warning MYL5005 spec.volume.emptyDir the store is a volume emptyDir, which each pod has for itself, so no task finds what another one wrote
  hint: use volumeClaimTemplate with accessModes: [ReadWriteMany]
axon.yaml:6:14 warning MYL1004 spec.podPatch.specc unknown key specc
  hint: did you mean spec
axon.yaml:8:52 warning MYL1108 spec.tasks[0].container.env[0].name the variable A is written again at env[1], which is the one that counts
  hint: remove one of them
axon.yaml:8:97 error MYL1504 spec.tasks[0].container.timeout the timeout of A must be longer than 0, got 0s
  hint: leave it out for no limit
axon.yaml:8:162 error MYL1101 spec.tasks[0].container.volumeMounts[0].name unknown volume daat
  hint: did you mean data
axon.yaml:9:45 error MYL1006 spec.tasks[1].container.env[0] expected only one of value, valueFrom
axon.yaml:10:17 error MYL1006 spec.tasks[2].train expected only one of tfJobSpec, distributed
axon.yaml:15:60 warning MYL1004 spec.sensors[0].triggers[0].for unknown key for
  hint: for belongs to Alert
axon.yaml:15:69 warning MYL1004 spec.sensors[0].triggers[0].when unknown key when
  hint: when belongs to Rest and Lifecycle
axon.yaml:15:83 warning MYL1004 spec.sensors[0].triggers[0].condition unknown key condition
  hint: condition belongs to Lifecycle and Alert
axon.yaml:15:97 warning MYL1004 spec.sensors[0].triggers[0].task unknown key task
  hint: task belongs to Lifecycle
axon.yaml:16:58 warning MYL1004 spec.sensors[0].triggers[1].schedule unknown key schedule
  hint: schedule belongs to Calendar
axon.yaml:18:140 error MYL1003 spec.sensors[0].tasks[0].deployer.routes[0].dag[0].fullPath expected an address such as http://models.example.com/predict, got "not a url"
5 errors, 8 warnings`);
});
