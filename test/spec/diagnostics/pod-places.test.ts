import { diagnoseShort, HEADER } from '../diagnose';

test('volumes, mounts, tolerations and affinities that no API server takes', () => {
  const axon = `${HEADER}
  volumeClaimTemplate: {spec: {accessModes: [ReadWriteMany]}}
  tasks:
    - name: A
      container:
        image: a
        volumes: [{name: v, emptyDir: {}}, {name: v, emptyDir: {}}]
        volumeMounts: [{name: v, mountPath: x}, {name: v}, {name: v, mountPath: 'a:b'}]
        tolerations: [{operator: Equals, effect: NoSchedul}, {key: gpu, operator: Exists, effect: NoExecute}, {effect: 1}]
        affinity: {nodeAffinty: {}, podAntiAffinity: {}, zone: {}}
  sensors:
    - {name: s, triggers: [{name: r, type: Rest}], tasks: [{resourceExecutor: {task: A}}]}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:11:51 error MYL1010 spec.tasks[0].container.volumes[1].name the volume v is defined twice
  hint: rename one of them
axon.yaml:12:49 error MYL1005 spec.tasks[0].container.volumeMounts[1].mountPath mountPath is missing, expected a path
axon.yaml:12:81 error MYL1003 spec.tasks[0].container.volumeMounts[2].mountPath expected a path without ":", got "a:b"
axon.yaml:13:34 error MYL1003 spec.tasks[0].container.tolerations[0].operator expected one of Exists, Equal, Lt, Gt, got "Equals"
  hint: did you mean Equal
axon.yaml:13:50 error MYL1003 spec.tasks[0].container.tolerations[0].effect expected one of NoSchedule, PreferNoSchedule, NoExecute, got "NoSchedul"
  hint: did you mean NoSchedule
axon.yaml:13:120 error MYL1003 spec.tasks[0].container.tolerations[2].effect expected one of NoSchedule, PreferNoSchedule, NoExecute, got 1
axon.yaml:14:20 warning MYL1004 spec.tasks[0].container.affinity.nodeAffinty unknown key nodeAffinty
  hint: did you mean nodeAffinity
axon.yaml:14:58 warning MYL1004 spec.tasks[0].container.affinity.zone unknown key zone
  hint: known keys are nodeAffinity, podAffinity, podAntiAffinity
6 errors, 2 warnings`);
});
