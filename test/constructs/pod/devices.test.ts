import { withDeviceTolerations } from '../../../lib/constructs/pod/devices';
import { isDevice } from '../../../lib/spec/lang/device';
import { resourcesOf } from '../../../lib/constructs/pod/resources';

const gpu = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };

test.each([
  ['nvidia.com/gpu', true],
  ['aws.amazon.com/neuron', true],
  ['kubernetes.io/batch-cpu', false],
  ['node.kubernetes.io/slots', false],
  ['cpu', false],
  ['hugepages-2Mi', false],
])('%s is a device: %s', (resource, expected) => {
  expect(isDevice(resource)).toBe(expected);
});

test('a device that is only requested is the limit too, which Kubernetes wants', () => {
  expect(resourcesOf({ requests: { 'nvidia.com/gpu': '2', cpu: '1' } }, {})).toEqual({
    requests: { 'nvidia.com/gpu': '2', cpu: '1' },
    limits: { 'nvidia.com/gpu': '2' },
  });
});

test('a pod that asks for a device tolerates the taint of nodes that have one', () => {
  expect(withDeviceTolerations(undefined, { limits: { 'nvidia.com/gpu': '1', memory: '1Gi' } })).toEqual([gpu]);
  expect(withDeviceTolerations([{ key: 'spot' }], { requests: { 'nvidia.com/gpu': '1' } })).toEqual([
    { key: 'spot' },
    gpu,
  ]);
});

test('what its author says of that taint stands, and without devices nothing is added', () => {
  const own = { key: 'nvidia.com/gpu', operator: 'Equal', value: 'a100', effect: 'NoSchedule' };
  expect(withDeviceTolerations([own], { limits: { 'nvidia.com/gpu': '1' } })).toEqual([own]);
  expect(withDeviceTolerations(undefined, { limits: { cpu: '1' } })).toBeUndefined();
});
