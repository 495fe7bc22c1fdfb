/**
 * What the tasks do is nothing: what is measured is what comes before and after it. `Stuck` asks for more than any node has: its
 * runs go on for as long as they are let.
 *
 * @param kept - how many runs are kept that have ended
 */
export const AXON = (image, kept) => `apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: bench}
spec:
  retention: {runs: ${kept}}
  volumeClaimTemplate: {spec: {storageClassName: standard, accessModes: [ReadWriteMany], resources: {requests: {storage: 10Mi}}}}
  tasks:
    - {name: First, container: {image: ${image}, command: ['true'], resources: {requests: {cpu: 0, memory: 16Mi}, limits: {cpu: 1, memory: 64Mi}}}}
    - {name: Second, container: {image: ${image}, command: ['true'], resources: {requests: {cpu: 0, memory: 16Mi}, limits: {cpu: 1, memory: 64Mi}}}}
    - {name: Stuck, container: {image: ${image}, command: ['true'], resources: {requests: {cpu: 0, memory: 4Ti}, limits: {cpu: 1, memory: 4Ti}}}}
  sensors:
    - {name: called, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: First}}]}
    - name: after
      triggers: [{name: done, type: Lifecycle, task: First, condition: Succeeded}]
      tasks: [{resourceExecutor: {task: Second}}]
    - {name: held, concurrency: Allow, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: Stuck}}]}
    - {name: heard, triggers: [{name: call, type: Rest}], tasks: [{resourceExecutor: {task: First}}]}
`;

/** A Job of the same work, as \`kubectl create job\` makes it, that a restricted namespace admits. */
export function bareJob(namespace, name, image) {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels: { bench: 'bare' } },
    spec: {
      backoffLimit: 0,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name: 'task', image, command: ['true'] }],
        },
      },
    },
  };
}
