import { doorOf, ensureGatewayClasses } from './gateway-api-door';
import { mustKubectl } from './kubectl';
import { ensureCrds, onCluster, removeCrds } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';
import { ask, askFrom, askOften, served, settle, share, synthesized, VERSIONS } from './traffic';
import { gatewayApiRoutes, gatewayOf } from './version';

onCluster('two versions with Gateway API', ['cluster', 'ingress', 'taskImage', 'nodeImage'], () => {
  const namespace = `myelin-serve-gateway-api-${process.pid}`;
  const domain = `${namespace}.example.com`;
  const host = `api.by-hand.${domain}`;
  let made: readonly string[] = [];
  let door: string;
  const predict = (headers: Record<string, string> = {}) => ask(door, host, '/predict', headers);

  beforeAll(async () => {
    made = [...ensureCrds('gateway-api.yaml'), ...ensureGatewayClasses()];
    createNamespace(namespace, { injected: true });
    const axon = synthesized('gateway-api', domain);
    settle(namespace, axon, false);
    const graph = axon.axons[0]!.resolved.deployers.get('api')!;
    mustKubectl(['apply', '-n', namespace, '-f', '-'], gatewayApiRoutes(graph, VERSIONS, [host]));
    door = doorOf(namespace);
    await served(predict);
  }, 400_000);
  afterAll(() => {
    deleteNamespace(namespace);
    removeCrds(made);
  }, 200_000);

  test('the world gets nine of ten answers from the old version, and the newest where it asks for it', async () => {
    const answers = await askOften(1000, predict);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const old = share(answers, ({ version }) => version === 'v1');
    expect(old).toBeGreaterThan(0.86);
    expect(old).toBeLessThan(0.94);
    const asked = await askOften(60, () => predict({ 'x-version': 'newest' }));
    expect(share(asked, ({ version }) => version === 'v2')).toBe(1);
  }, 120_000);

  test.each([
    ['task', 'by-hand-api-api/predict', '200'],
    ['stranger', `${gatewayOf(VERSIONS[0]!)}/predict`, /no answer|50\d/],
  ])('%s asks %s: %s', (from, address, answer) => expect(askFrom(namespace, from, address)).toMatch(answer), 60_000);
});
