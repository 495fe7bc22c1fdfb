import { diagnoseShort } from '../diagnose';

test('names and amounts that the API server or a registry would refuse', () => {
  const axon = `\
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata:
  name: demo
  namespace: My NS
  labels: {cost center: a b, team: x y}
  annotations: {a b: c}
spec:
  serviceAccountName: My Account
  volumeClaimTemplate: {spec: {accessModes: [RWX, Read], resources: {requests: {storage: '10 GB'}}}}
  tasks:
    - {name: A, container: {image: 'Registry.example.com/X Y:1', env: [{name: A B, value: 1}]}}
    - {name: B, container: {imageBuild: {repositoryName: 'X/ Y', dockerfile: {path: D}}, nodeSelector: {a b: c d}}}
    - {name: C, container: {image: c, resources: {limits: {cpu: lots, memory: 2Gi}, requests: {memory: 8Gi}}}}
    - {name: D, container: {image: c, resources: {limits: {memory: 2Gi, nvidia.com/gpu: 0.5}, requests: {memory: 8Gi}}}}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:5:14 error MYL1011 metadata.namespace expected a namespace, at most 63 lower case letters and digits with "-" between them, got "My NS"
axon.yaml:6:25 error MYL1011 metadata.labels["cost center"] expected the key of a label such as team or example.com/team, got "cost center"
axon.yaml:6:36 error MYL1011 metadata.labels.team expected at most 63 letters and digits, with "-", "_" or "." between them, got "x y"
axon.yaml:7:22 error MYL1011 metadata.annotations["a b"] expected the key of an annotation such as team or example.com/team, got "a b"
axon.yaml:9:23 error MYL1011 spec.serviceAccountName expected the name of an object, lower case letters and digits with "-" or "." between them, got "My Account"
axon.yaml:10:46 error MYL1003 spec.volumeClaimTemplate.spec.accessModes[0] expected one of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod, got "RWX"
  hint: did you mean ReadWriteMany
axon.yaml:10:51 error MYL1003 spec.volumeClaimTemplate.spec.accessModes[1] expected one of ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod, got "Read"
axon.yaml:10:90 error MYL1003 spec.volumeClaimTemplate.spec.resources.requests.storage expected a quantity such as 500m, 2 or 1.5Gi, got "10 GB"
  hint: did you mean 10G
axon.yaml:12:36 error MYL1011 spec.tasks[0].container.image expected an image such as registry.example.com/team/train:1, in lower case after the registry, got "Registry.example.com/X Y:1"
axon.yaml:12:79 error MYL1011 spec.tasks[0].container.env[0].name expected letters, digits, "-", "_" and ".", and no digit first, got "A B"
axon.yaml:13:58 error MYL1011 spec.tasks[1].container.imageBuild.repositoryName expected an image without tag such as team/train, in lower case, got "X/ Y"
axon.yaml:13:110 error MYL1011 spec.tasks[1].container.nodeSelector["a b"] expected the key of a label such as team or example.com/team, got "a b"
axon.yaml:14:65 error MYL1003 spec.tasks[2].container.resources.limits.cpu expected a quantity such as 500m, 2 or 1.5Gi, got "lots"
axon.yaml:14:104 error MYL1013 spec.tasks[2].container.resources.requests.memory the request 8Gi of memory is above its limit 2Gi
  hint: raise the limit, or ask for less
axon.yaml:15:89 error MYL1003 spec.tasks[3].container.resources.limits["nvidia.com/gpu"] expected a whole number of nvidia.com/gpu, got "0.5"
axon.yaml:15:114 error MYL1013 spec.tasks[3].container.resources.requests.memory the request 8Gi of memory is above its limit 2Gi
  hint: raise the limit, or ask for less
16 errors`);
});

const store = (template: string) => `\
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo}
spec:
  volumeClaimTemplate: {spec: ${template}}
  tasks: [{name: A, container: {image: a}}, {name: B, container: {image: b}}]
  sensors: [{name: s, tasks: [{resourceExecutor: {task: A}}, {resourceExecutor: {task: B}}]}]
`;

test.each([
  [
    '{accessModes: ReadWriteMany}',
    `\
axon.yaml:5:45 error MYL1003 spec.volumeClaimTemplate.spec.accessModes expected a list, got "ReadWriteMany"
  hint: write accessModes: [ReadWriteMany]
1 error`,
  ],
  [
    '{accessModes: [ReadWriteMany], resources: {requests: {storage: 0}}}',
    `\
axon.yaml:5:94 error MYL1003 spec.volumeClaimTemplate.spec.resources.requests.storage expected a quantity such as 500m, 2 or 1.5Gi, got 0
1 error`,
  ],
  ['{accessModes: [ReadWriteMany], resources: {requests: {storage: 1e9}}}', ''],
])('a claim %s', (template, told) => {
  expect(diagnoseShort(store(template))).toBe(told);
});
