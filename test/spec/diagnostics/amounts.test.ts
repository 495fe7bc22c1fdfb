import { diagnoseShort, HEADER } from '../diagnose';

test('amounts that the API server takes and nobody means', () => {
  const axon = `${HEADER}
  volumeClaimTemplate: {spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 10}}}}
  tasks:
    - {name: A, container: {image: a, resources: {limits: {memory: 500m, cpu: 500M}, requests: {memory: 0, cpu: 96}}}}
    - {name: B, container: {image: a, resources: {limits: {memory: 8, ephemeral-storage: 512}, requests: {memory: 8k, cpu: 2k}}}}
    - {name: C, container: {image: a, resources: {limits: {memory: 1M, cpu: 20000}, requests: {memory: 1e6}}}}
  sensors:
    - {name: s, triggers: [{name: r, type: Rest}], tasks: [{resourceExecutor: {task: A}}, {resourceExecutor: {task: B}}, {resourceExecutor: {task: C}}]}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:6:94 warning MYL1015 spec.volumeClaimTemplate.spec.resources.requests.storage 10 of storage is 10 bytes
  hint: did you mean 10Gi
axon.yaml:8:68 warning MYL1015 spec.tasks[0].container.resources.limits.memory 500m of memory is less than a byte
  hint: did you mean 500M
axon.yaml:8:79 warning MYL1015 spec.tasks[0].container.resources.limits.cpu 500M of cpu is 500000000 cores
  hint: did you mean 500m
axon.yaml:9:68 warning MYL1015 spec.tasks[1].container.resources.limits.memory 8 of memory is 8 bytes
  hint: did you mean 8Gi
axon.yaml:9:90 warning MYL1015 spec.tasks[1].container.resources.limits.ephemeral-storage 512 of ephemeral-storage is 512 bytes
  hint: did you mean 512Mi
axon.yaml:9:115 warning MYL1015 spec.tasks[1].container.resources.requests.memory 8k of memory is 8000 bytes
  hint: write a size such as 512Mi or 8Gi
axon.yaml:9:115 error MYL1013 spec.tasks[1].container.resources.requests.memory the request 8k of memory is above its limit 8
  hint: raise the limit, or ask for less
axon.yaml:10:77 warning MYL1015 spec.tasks[2].container.resources.limits.cpu 20000 of cpu is 20000 cores
  hint: write cores such as 2, or 500m for half a core
1 error, 7 warnings`);
});
