import { resourcesOf, TASK_RESOURCES } from '../../../lib/constructs/pod/resources';

const memory = (given: Parameters<typeof resourcesOf>[0]) => {
  const { requests, limits } = resourcesOf(given, TASK_RESOURCES);
  return [requests?.['memory'], limits?.['memory']];
};

test('a container about which nothing is said gets a request and a limit of everything', () => {
  expect(resourcesOf(undefined, TASK_RESOURCES)).toEqual({
    requests: { cpu: '250m', memory: '512Mi', 'ephemeral-storage': '256Mi' },
    limits: { cpu: '2', memory: '2Gi', 'ephemeral-storage': '4Gi' },
  });
});

test('a request above the default limit, or a limit below the default request, decides both', () => {
  expect(memory({ requests: { memory: '8Gi' } })).toEqual(['8Gi', '8Gi']);
  expect(memory({ limits: { memory: '64Mi' } })).toEqual(['64Mi', '64Mi']);
});

test('what is said stays as it is said, with resources that have no default and claims', () => {
  const given = {
    requests: { memory: '1Gi' },
    limits: { memory: '3Gi', 'nvidia.com/gpu': '1' },
    claims: [{ name: 'gpu' }],
  };
  expect(resourcesOf(given, {})).toEqual(given);
  expect(memory(given)).toEqual(['1Gi', '3Gi']);
});
