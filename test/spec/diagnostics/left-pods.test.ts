import { diagnoseShort } from '../diagnose';

const axon = (tasks: readonly string[]) => `\
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo}
spec:
  sensors: [{name: go, tasks: [${tasks.map((_, at) => `{trainer: {task: T${at}}}`).join(', ')}]}]
  tasks:
${tasks.map((spec, at) => `    - {name: T${at}, train: {image: i, tfJobSpec: {${spec}, tfReplicaSpecs: {PS: {replicas: 1}}}}}`).join('\n')}
`;

const warnings = (text: string) =>
  diagnoseShort(text)
    .split('\n')
    .filter((line) => !line.includes(' info ') && !line.startsWith('  hint: submit the axon to a cluster'))
    .join('\n');

test('a policy that leaves the pods of a TFJob is told where it stands, and the run policy beats what is beside it', () => {
  const told = axon(['cleanPodPolicy: None', 'runPolicy: {cleanPodPolicy: None}, cleanPodPolicy: All']);
  expect(warnings(told)).toBe(`\
axon.yaml:7:64 warning MYL1110 spec.tasks[0].train.tfJobSpec.cleanPodPolicy cleanPodPolicy None leaves pods of T0 when it has ended, and an attempt that failed is not tried again while one runs
  hint: leave cleanPodPolicy out, which is Running, or delete the pods by hand each time
axon.yaml:8:76 warning MYL1110 spec.tasks[1].train.tfJobSpec.runPolicy.cleanPodPolicy cleanPodPolicy None leaves pods of T1 when it has ended, and an attempt that failed is not tried again while one runs
  hint: leave cleanPodPolicy out, which is Running, or delete the pods by hand each time
2 warnings, 2 info`);
});

test('a policy that leaves none, and none at all, are not told', () => {
  const text = axon(['cleanPodPolicy: All', 'runPolicy: {cleanPodPolicy: Running}, cleanPodPolicy: None', 'a: b']);
  expect(warnings(text)).not.toContain('MYL1110');
});
