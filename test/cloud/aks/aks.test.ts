import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFacts } from '../../../lib/spec/schema/cluster';
import { ofDigits, RIGHT, synthesize, WHOLE, type Json } from './aks-stack';
import { SECURITY } from './security';

describe('what Terraform reads', () => {
  test.each(['dev', 'prod'] as const)('of %s is what was reviewed', (profile) => {
    const props = profile === 'dev' ? { ...RIGHT, profile } : WHOLE;
    const text = `${JSON.stringify(synthesize(props, ofDigits), null, 2)}\n`;
    const golden = join(__dirname, 'golden', `${profile}.tf.json`);
    // Written by hand with MYELIN_GOLDEN=write, and read in review; CI never sets it.
    if (process.env['MYELIN_GOLDEN'] === 'write') writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });

  test('has no data source: a plan asks nobody', () => {
    expect(synthesize(WHOLE, ofDigits).data).toBeUndefined();
  });

  test('does not read what mocks and plans cannot know of the nodes’ identity', () => {
    expect(JSON.stringify(synthesize(WHOLE, ofDigits))).not.toMatch(/kubelet_identity\[/);
  });
});

describe('security', () => {
  const whole = synthesize(WHOLE, ofDigits);
  const copy = (): Json => JSON.parse(JSON.stringify(whole)) as Json;

  test.each(SECURITY.map((one) => [one.name, one] as const))('%s', (_, { holds, flip }) => {
    expect(holds(whole)).toBe(true);
    const lost = copy();
    flip(lost);
    expect(holds(lost)).toBe(false);
  });

  test('holds of the cheap profile as of the dear one, but for the lock', () => {
    const cheap = synthesize({ ...RIGHT, profile: 'dev' }, ofDigits);
    const lost = SECURITY.filter(
      ({ name, holds }) => name !== 'the group cannot be deleted by mistake' && !holds(cheap),
    );
    expect(lost.map(({ name }) => name)).toEqual([]);
    expect(cheap.resource.azurerm_management_lock).toBeUndefined();
  });
});

test('a public endpoint answers only whom the list names', () => {
  const json = synthesize({ ...RIGHT, endpoint: { public: true, allowedCidrs: ['203.0.113.0/24'] } });
  const [cluster] = Object.values(json.resource.azurerm_kubernetes_cluster) as Json[];
  expect(cluster.private_cluster_enabled).toBe(false);
  expect(cluster.api_server_access_profile.authorized_ip_ranges).toEqual(['203.0.113.0/24']);
});

test('an upgrade of the mesh has two revisions at a time', () => {
  const json = synthesize({ ...RIGHT, mesh: { version: 'asm-1-29' }, meshCanary: 'asm-1-30', today: '2026-09-01' });
  const [cluster] = Object.values(json.resource.azurerm_kubernetes_cluster) as Json[];
  expect(cluster.service_mesh_profile.revisions).toEqual(['asm-1-29', 'asm-1-30']);
  expect(json.output.mesh.value).toMatchObject({ namespaceLabels: { 'istio.io/rev': 'asm-1-29' }, cni: false });
});

test('nodes made to measure take the place of bounds', () => {
  const json = synthesize({ ...RIGHT, autoscaling: 'provisioned' });
  const [cluster] = Object.values(json.resource.azurerm_kubernetes_cluster) as Json[];
  expect(cluster.node_provisioning_profile).toEqual([{ mode: 'Auto', default_node_pools: 'None' }]);
  expect(cluster.default_node_pool).not.toHaveProperty('auto_scaling_enabled');
  expect(json.terraform.required_providers.azurerm.version).toBe('~> 4.57');
});

test('outputs have the keys that the Kubernetes side reads', () => {
  const { output } = synthesize(WHOLE, ofDigits);
  const values = Object.fromEntries(Object.entries<Json>(output).map(([key, one]) => [key, one.value]));
  const known = JSON.parse(JSON.stringify(values).replaceAll('"${null}"', 'null')) as object;
  expect(clusterFacts.safeParse(known).error).toBeUndefined();
  expect(Object.keys(values).filter((key) => !(key in clusterFacts.shape))).toEqual([]);
  expect(values['identities']).toMatchObject({
    'digits/digits-axon': {
      podLabels: { 'azure.workload.identity/use': 'true' },
      annotations: {
        'azure.workload.identity/client-id':
          '${azurerm_user_assigned_identity.identity-digits-digits-axon_identity.client_id}',
      },
    },
  });
});
