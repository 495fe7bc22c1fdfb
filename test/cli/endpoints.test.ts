import { renderEndpoints, type Endpoint } from '../../lib/cli/endpoints';

const inner = (below: string) => `http://x-api.ml.svc/${below}`;

function endpoint(outer: (below: string) => string): Endpoint {
  const address = (below: string) => ({ url: inner(below), publicUrl: outer(below) });
  const backends = [{ name: 'b', version: 'api-1', url: inner('versions/api-1/models/m/b/') }];
  const models = [{ name: 'm', backends }];
  return { name: 'api', modelProxy: address(''), modelStable: address('versions/api-1/'), models };
}

const lines = (...endpoints: Endpoint[]) =>
  renderEndpoints(endpoints, 'table')
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' | '));

test('what the world asks stands beside what pods ask, where it is something else', () => {
  expect(lines(endpoint((below) => `http://api.example.com/${below}`))).toEqual([
    'DEPLOYER | WHAT | URL | PUBLIC URL',
    'api | proxy | http://x-api.ml.svc/ | http://api.example.com/',
    'api | stable | http://x-api.ml.svc/versions/api-1/ | http://api.example.com/versions/api-1/',
    'api | api-1 m/b | http://x-api.ml.svc/versions/api-1/models/m/b/ | -',
    '',
  ]);
  expect(lines(endpoint(inner))[1]).toBe('api | proxy | http://x-api.ml.svc/');
});

test('before a version serves there is no stable one', () => {
  expect(lines({ ...endpoint(inner), modelStable: null, models: [] })).toEqual([
    'DEPLOYER | WHAT | URL',
    'api | proxy | http://x-api.ml.svc/',
    'api | stable | -',
    '',
  ]);
});
