import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { analyze } from './istioctl';
import { kubectl, mustKubectl } from './kubectl';
import { onCluster } from './requirements';
import { createNamespace, deleteNamespace } from './test-namespace';
import { TlsDoor } from './tls-door';
import { askFrom, served, settle, synthesized, VERSIONS } from './traffic';
import { istioRoutes } from './version';

/** The policy of docs/security.md that shuts feedback, as it stands there. */
function policyOfTheDocs(): string {
  const blocks = readFileSync('docs/security.md', 'utf8').match(/(?:^ {6}.*\n)+/gm) ?? [];
  return blocks.find((block) => block.includes('action: DENY'))?.replace(/^ {6}/gm, '') ?? '';
}

onCluster('two versions behind a certificate', ['cluster', 'ingress', 'taskImage', 'nodeImage'], () => {
  const namespace = `myelin-tls-${process.pid}`;
  const doorNamespace = `${namespace}-door`;
  const domain = `${namespace}.example.com`;
  let door: TlsDoor;

  beforeAll(async () => {
    door = new TlsDoor(doorNamespace, `api.by-hand.${domain}`);
    createNamespace(namespace, { injected: true });
    const axon = synthesized('istio', domain, { tls: door.tls, surroundings: door.surroundings });
    settle(namespace, axon, true);
    const graph = axon.axons[0]!.resolved.deployers.get('api')!;
    mustKubectl(['apply', '-n', namespace, '-f', '-'], istioRoutes(graph, VERSIONS));
    door.open();
    await served(() => door.ask('/predict'));
  }, 400_000);
  afterAll(() => {
    deleteNamespace(namespace);
    deleteNamespace(doorNamespace);
  });

  test('the world is answered by HTTPS, and led there by HTTP', async () => {
    expect((await door.ask('/predict')).status).toBe(200);
    expect(await door.askPlainly('/predict')).toBe(`301 https://api.by-hand.${domain}/predict`);
  }, 60_000);

  test('the policy of the docs shuts feedback to the world, and to nobody else', async () => {
    expect((await door.ask('/send-feedback')).status).toBe(200);
    const policy = policyOfTheDocs();
    expect(policy).toContain('kind: AuthorizationPolicy');
    const applied = policy
      .replace('namespace: digits', `namespace: ${namespace}`)
      .replace('myelin.io/axon: digits', 'myelin.io/axon: by-hand')
      .replace('ns/istio-system/sa/istio-ingressgateway-service-account', `ns/${doorNamespace}/sa/door`);
    const dry = kubectl(['apply', '--dry-run=server', '-f', '-'], [parse(applied) as object]);
    expect({ code: dry.code, stderr: dry.stderr }).toEqual({ code: 0, stderr: '' });
    mustKubectl(['apply', '-f', '-'], [parse(applied) as object]);
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      if ((await door.ask('/send-feedback')).status === 403) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect((await door.ask('/send-feedback')).status).toBe(403);
    expect((await door.ask('/versions/v1/send-feedback')).status).toBe(403);
    expect((await door.ask('/predict')).status).toBe(200);
    expect(askFrom(namespace, 'task', 'by-hand-api-api/send-feedback')).toBe('200');
  }, 120_000);

  test('istioctl analyze has nothing to say of the axon, nor of its door', () => {
    expect(analyze(namespace)).toEqual([]);
    expect(analyze(doorNamespace)).toEqual([]);
  }, 60_000);
});
