import { analyze } from './istioctl';
import { mustKubectl } from './kubectl';
import { onCluster } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';
import { ask, askFrom, askOften, served, settle, share, synthesized, VERSIONS } from './traffic';
import { gatewayOf, istioRoutes } from './version';

const { MYELIN_LAB_INGRESS } = process.env;

onCluster('two versions in Istio', ['cluster', 'ingress', 'taskImage', 'nodeImage'], () => {
  const namespace = `myelin-serve-${process.pid}`;
  const domain = `${namespace}.example.com`;
  const host = `api.by-hand.${domain}`;
  const predict = (headers: Record<string, string> = {}) => ask(MYELIN_LAB_INGRESS!, host, '/predict', headers);

  beforeAll(async () => {
    createNamespace(namespace, { injected: true });
    const axon = synthesized('istio', domain);
    settle(namespace, axon, true);
    const graph = axon.axons[0]!.resolved.deployers.get('api')!;
    mustKubectl(['apply', '-n', namespace, '-f', '-'], istioRoutes(graph, VERSIONS));
    await served(predict);
  }, 400_000);
  afterAll(() => deleteNamespace(namespace));

  test('the world gets nine of ten answers from the old version, and the newest where it asks for it', async () => {
    const answers = await askOften(1000, predict);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const old = share(answers, ({ version }) => version === 'v1');
    expect(old).toBeGreaterThan(0.86);
    expect(old).toBeLessThan(0.94);
    const asked = await askOften(60, () => predict({ 'x-version': 'newest' }));
    expect(share(asked, ({ version }) => version === 'v2')).toBe(1);
  }, 120_000);

  test('within the newest version seven of ten go to the first backend, and the gateway is told which it was', async () => {
    const answers = await askOften(400, () => predict({ 'x-version': 'newest' }));
    expect(answers.filter(({ model, header }) => model?.backend !== header)).toEqual([]);
    const first = share(answers, ({ model }) => model?.backend === 'a');
    expect(first).toBeGreaterThan(0.6);
    expect(first).toBeLessThan(0.8);
    const old = await askOften(40, () => ask(MYELIN_LAB_INGRESS!, host, '/versions/v1/predict'));
    expect(new Set(old.map(({ version, model }) => `${version} ${model?.backend}`))).toEqual(new Set(['v1 a']));
  }, 120_000);

  test.each([
    ['task', 'by-hand-api-api/predict', '200'],
    // Labels are a task's, so the network lets these pass; one has another account, the other no identity at all.
    ['impostor', 'by-hand-api-api/predict', '403'],
    ['outside', `${gatewayOf(VERSIONS[0]!)}/predict`, /ECONNRESET|UND_ERR_SOCKET/],
    ['stranger', `${gatewayOf(VERSIONS[0]!)}/predict`, /no answer|50\d/],
    ['task', 'by-hand-api-v2-letters-a:5000/predict', /no answer|50\d/],
  ])('%s asks %s: %s', (from, address, answer) => expect(askFrom(namespace, from, address)).toMatch(answer), 60_000);

  test('istioctl analyze has nothing to say of what serves', () => expect(analyze(namespace)).toEqual([]), 60_000);
});
