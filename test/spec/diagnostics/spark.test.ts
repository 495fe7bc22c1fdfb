import { diagnoseShort } from '../diagnose';

test('keys of a Spark task that have no effect', () => {
  const axon = `\
apiVersion: myelin.io/v1alpha1
kind: Axon
metadata: {name: demo}
spec:
  tasks:
    - name: Count
      spark:
        image: spark:3.5.1
        args: [a]
        resources: {limits: {memory: 2Gi}}
        sparkSpec:
          applicationFile: local:///count.py
          properties: {spark.executor.memory: 4g, spark.executor.instances: 2}
    - name: Sum
      spark:
        image: spark:3.5.1
        resources: {requests: {cpu: 1}}
        sparkSpec: {applicationFile: local:///sum.py, properties: 'spark.kubernetes.driver.limit.cores 2'}
`;
  expect(diagnoseShort(axon)).toBe(`\
axon.yaml:4:1 warning MYL1211 spec demo has no sensors, so nothing ever starts by itself
  hint: write sensors or desired, or start its tasks by hand
axon.yaml:7:7 info MYL1621 spec.tasks[0].spark a Spark task cannot run on one machine, it needs the Spark operator
  hint: submit the axon to a cluster
axon.yaml:9:9 warning MYL1109 spec.tasks[0].spark.args args of the spark task Count has no effect
  hint: arguments of the application are sparkSpec.args
axon.yaml:13:47 warning MYL1109 spec.tasks[0].spark.sparkSpec.properties["spark.executor.memory"] the property spark.executor.memory of Count has no effect, its resources decide it
  hint: leave out the property, or the resources
axon.yaml:15:7 info MYL1621 spec.tasks[1].spark a Spark task cannot run on one machine, it needs the Spark operator
  hint: submit the axon to a cluster
axon.yaml:18:67 warning MYL1109 spec.tasks[1].spark.sparkSpec.properties the property spark.kubernetes.driver.limit.cores of Sum has no effect, its resources decide it
  hint: leave out the property, or the resources
4 warnings, 2 info`);
});
