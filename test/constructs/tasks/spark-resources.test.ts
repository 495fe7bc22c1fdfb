import { sparkResources } from '../../../lib/constructs/tasks/spark-resources';

test.each([
  [undefined, {}],
  [
    { requests: { cpu: '500m' }, limits: { cpu: '2' } },
    { coreRequest: '500m', coreLimit: '2' },
  ],
  [{ limits: { cpu: '2' } }, { coreRequest: '2', coreLimit: '2' }],
  [{ requests: { cpu: '1' } }, { coreRequest: '1' }],
  // 384 MiB are the least overhead of Spark, a tenth is the usual one.
  [{ limits: { memory: '2Gi' } }, { memory: '1664m' }],
  [{ limits: { memory: '11Gi' } }, { memory: '10240m' }],
  [{ requests: { memory: '1000M' } }, { memory: '569m' }],
  [{ limits: { memory: 'much' } }, {}],
])('%j is %j to Spark', (resources, expected) => {
  expect(sparkResources(resources)).toEqual(expected);
});
