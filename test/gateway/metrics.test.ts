import { graph } from './graphs';
import { at, Harness, served } from './harness';

let it: Harness;
let now = 0;
beforeEach(() => {
  now = 0;
  it = new Harness({ clock: () => (now += 0.004) });
});
afterEach(() => it.close());

const series = async (name: string) =>
  (await it.gateway.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`));

test('requests and calls of backends are counted by who answered and how', async () => {
  let status = 200;
  const mlp = await it.model('mlp', () => ({ status, body: {} }));
  it.serve(graph(), served('v1', 1, [at(mlp)]));
  await it.post('/serve/digits/digits/predict');
  await it.post('/serve/digits/digits/predict');
  status = 500;
  await it.post('/serve/digits/digits/predict');
  await it.post('/serve/digits/digits/predict', 'not json');
  expect(await series('myelin_gateway_requests_total')).toEqual([
    'myelin_gateway_requests_total{axon="digits",deployer="digits",route="/predict",version="v1",code="200"} 2',
    'myelin_gateway_requests_total{axon="digits",deployer="digits",route="/predict",version="v1",code="502"} 1',
    'myelin_gateway_requests_total{axon="digits",deployer="digits",route="/predict",version="",code="400"} 1',
  ]);
  expect(await series('myelin_gateway_node_requests_total')).toEqual([
    'myelin_gateway_node_requests_total{axon="digits",deployer="digits",route="/predict",version="v1",model="digits",backend="mlp",code="200"} 2',
    'myelin_gateway_node_requests_total{axon="digits",deployer="digits",route="/predict",version="v1",model="digits",backend="mlp",code="500"} 1',
  ]);
  expect(await series('myelin_gateway_node_duration_seconds_bucket')).toContain(
    'myelin_gateway_node_duration_seconds_bucket{le="0.005",axon="digits",deployer="digits",route="/predict",version="v1",model="digits",backend="mlp"} 3',
  );
});

test('unknown paths make no series', async () => {
  it.serve(graph());
  await it.post('/serve/digits/digits/x1');
  await it.post('/serve/digits/nobody/predict');
  expect(await series('myelin_gateway_requests_total')).toEqual([]);
});

test('a version that is gone takes its series along', async () => {
  const mlp = await it.model('mlp');
  it.serve(graph(), served('v1', 1, [at(mlp)]));
  await it.post('/serve/digits/digits/predict');
  it.serve(graph(), served('v2', 2, [at(mlp)]), served('v1', 1, [], 'Retired'));
  await it.post('/serve/digits/digits/predict');
  const text = await it.gateway.metrics();
  expect(text).toContain('version="v2"');
  expect(text).not.toContain('version="v1"');
});
