import { diagnoseShort, HEADER } from '../diagnose';

const sources = (keys: string) => {
  const axon = `${HEADER}
  volumeClaimTemplate: {spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}}
  tasks:
    - name: T
      container:
        image: a
        ${keys}
  sensors:
    - {name: s, triggers: [{name: r, type: Rest}], tasks: [{resourceExecutor: {task: T}}]}
`;
  return diagnoseShort(axon).replaceAll(/spec\.tasks\[0\]\.container\./g, '');
};

test.each([
  [
    'env: [{name: A, valueFrom: {secretRef: {name: x, key: y}}}]',
    `\
axon.yaml:11:37 error MYL1003 env[0].valueFrom.secretRef expected one of secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef, fileKeyRef, got secretRef
  hint: did you mean secretKeyRef
1 error`,
  ],
  [
    'env: [{name: A, valueFrom: {secretKeyRef: {nam: x, key: 1, optionl: true}}}]',
    `\
axon.yaml:11:57 error MYL1005 env[0].valueFrom.secretKeyRef.nam name is missing, expected text, got the unknown key nam
  hint: did you mean name
axon.yaml:11:65 error MYL1003 env[0].valueFrom.secretKeyRef.key expected text, got 1
axon.yaml:11:68 warning MYL1004 env[0].valueFrom.secretKeyRef.optionl unknown key optionl
  hint: did you mean optional
2 errors, 1 warning`,
  ],
  [
    'env: [{name: A, valueFrom: {}}, {name: B, valueFrom: {fieldRef: metadata.name}}, {name: C, valueFrom: {secretKeyRef: {name: a, key: b}, fieldRef: {fieldPath: c}}}]',
    `\
axon.yaml:11:25 error MYL1006 env[0].valueFrom expected one of secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef, fileKeyRef
axon.yaml:11:73 error MYL1003 env[1].valueFrom.fieldRef expected {fieldPath}, got "metadata.name"
axon.yaml:11:100 error MYL1006 env[2].valueFrom expected only one of secretKeyRef, fieldRef
3 errors`,
  ],
  [
    'envFrom: [{prefix: A_, secretKeyRef: {name: x}}, {configMapRef: {}}, {prefix: B}]',
    `\
axon.yaml:11:32 error MYL1003 envFrom[0].secretKeyRef expected one of secretRef, configMapRef, got secretKeyRef
  hint: did you mean secretRef
axon.yaml:11:59 error MYL1005 envFrom[1].configMapRef.name name is missing, expected text
axon.yaml:11:78 error MYL1006 envFrom[2] expected one of secretRef, configMapRef
3 errors`,
  ],
])('%s', (keys, told) => expect(sources(keys)).toBe(told));

test('every source that Kubernetes has is taken', () => {
  const every = `env: [${[
    'secretKeyRef: {name: s, key: k, optional: true}',
    'configMapKeyRef: {name: s, key: k}',
    'fieldRef: {fieldPath: metadata.name, apiVersion: v1}',
    'resourceFieldRef: {resource: limits.cpu, divisor: 1}',
    'fileKeyRef: {volumeName: v, path: p, key: k}',
  ]
    .map((source, index) => `{name: V${index}, valueFrom: {${source}}}`)
    .join(', ')}]
        envFrom: [{secretRef: {name: s, optional: true}}, {prefix: A_, configMapRef: {name: c}}]`;
  expect(sources(every)).toBe('');
});
