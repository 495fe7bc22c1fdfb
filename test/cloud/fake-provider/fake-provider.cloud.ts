import type { TerraformJson } from '../synth';
import { TerraformFolder } from '../terraform';
import { FakeProviders } from './providers';

// Changed field by field.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** A group, a cluster in it, and what is read of the cluster. */
const STACK: TerraformJson = {
  provider: { azurerm: [{ features: [{}] }] },
  resource: {
    azurerm_resource_group: { group: { name: 'ml', location: 'germanywestcentral' } },
    azurerm_kubernetes_cluster: {
      cluster: {
        name: 'ml',
        location: '${azurerm_resource_group.group.location}',
        resource_group_name: '${azurerm_resource_group.group.name}',
        dns_prefix: 'ml',
        default_node_pool: { name: 'system', vm_size: 'Standard_D4ds_v5', node_count: 3 },
        identity: { type: 'SystemAssigned' },
      },
    },
  },
  output: { address: { value: 'https://${azurerm_kubernetes_cluster.cluster.private_fqdn}' } },
};

const closed: (() => void)[] = [];
afterEach(() => closed.splice(0).forEach((close) => close()));

async function folderOf(stack: TerraformJson): Promise<TerraformFolder> {
  const providers = await FakeProviders.of(stack);
  const folder = new TerraformFolder(stack, providers.environment);
  closed.push(() => (providers.close(), folder.remove()));
  await folder.run('init', '-input=false');
  return folder;
}

/** What Terraform says of the stack once it is changed. */
async function saidOf(change: (cluster: Json, stack: Json) => void): Promise<readonly string[]> {
  const stack = structuredClone(STACK) as Json;
  change(stack.resource.azurerm_kubernetes_cluster.cluster, stack);
  const { stdout } = await (await folderOf(stack as TerraformJson)).attempt('validate', '-json');
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { summary: string; detail: string }[] };
  return diagnostics.map(({ summary, detail }) => (detail === '' ? summary : `${summary}: ${detail.split('\n')[0]}`));
}

describe('terraform validate', () => {
  test('takes what is right', async () => expect(await saidOf(() => undefined)).toEqual([]));

  test.each<[string, (cluster: Json, stack: Json) => void, string]>([
    [
      'an argument that nobody knows',
      (cluster) => (cluster.privat_cluster_enabled = true),
      'Extraneous JSON object property: No argument or block type is named "privat_cluster_enabled". Did you mean "private_cluster_enabled"?',
    ],
    [
      'an argument of a block that nobody knows',
      (cluster) => (cluster.default_node_pool.vm_sise = 'Standard_D4ds_v5'),
      'Extraneous JSON object property: No argument or block type is named "vm_sise".',
    ],
    [
      'a value of another type',
      (cluster) => (cluster.private_cluster_enabled = ['yes']),
      'Incorrect attribute value type: Inappropriate value for attribute "private_cluster_enabled": bool required.',
    ],
    [
      'a value of another type within a block',
      (cluster) => (cluster.default_node_pool.node_count = 'three'),
      'Incorrect attribute value type: Inappropriate value for attribute "node_count": a number is required.',
    ],
    [
      'an argument that is missing',
      (cluster) => delete cluster.location,
      'Missing required argument: The argument "location" is required, but no definition was found.',
    ],
    [
      'an argument of a block that is missing',
      (cluster) => delete cluster.default_node_pool.name,
      'Missing required argument: The argument "name" is required, but no definition was found.',
    ],
    [
      'a block that is missing',
      (cluster) => delete cluster.default_node_pool,
      'Insufficient default_node_pool blocks: At least 1 "default_node_pool" blocks are required.',
    ],
    [
      'a block that is there twice',
      (cluster) => (cluster.identity = [cluster.identity, cluster.identity]),
      'Too many identity blocks: No more than 1 "identity" blocks are allowed',
    ],
    [
      'what the provider finds out, given',
      (cluster) => (cluster.private_fqdn = 'mine'),
      'private_fqdn cannot be given: azurerm finds it out',
    ],
    [
      'a resource that nobody knows',
      (_, stack) => (stack.resource.azurerm_kubernetes_clusters = { cluster: {} }),
      'Invalid resource type: The provider hashicorp/azurerm does not support resource type "azurerm_kubernetes_clusters". Did you mean "azurerm_kubernetes_cluster"?',
    ],
    [
      'a reference to what a resource does not have',
      (cluster) => (cluster.dns_prefix = '${azurerm_resource_group.group.nam}'),
      'Unsupported attribute: This object has no argument, nested block, or exported attribute named "nam". Did you mean "name"?',
    ],
    [
      'an argument of the provider that nobody knows',
      (_, stack) => (stack.provider.azurerm[0].subscription = 'mine'),
      'Extraneous JSON object property: No argument or block type is named "subscription".',
    ],
  ])('refuses %s', async (_, change, said) => expect(await saidOf(change)).toContain(said), 60_000);
});

test('what is planned is applied, is then as it was planned, and is destroyed', async () => {
  const folder = await folderOf(STACK);
  expect(await folder.run('plan', '-no-color')).toContain('Plan: 2 to add, 0 to change, 0 to destroy.');
  await folder.run('apply', '-auto-approve', '-no-color');
  expect(await folder.run('output', '-raw', 'address')).toMatch(/^https:\/\/ml-[0-9a-f]{8}\.privatelink\.azmk8s\.io$/);
  expect(await folder.run('plan', '-detailed-exitcode', '-no-color')).toContain('No changes.');
  const changed = structuredClone(STACK) as Json;
  changed.resource.azurerm_kubernetes_cluster.cluster.default_node_pool.node_count = 4;
  folder.writeStack(changed as TerraformJson);
  expect(await folder.run('apply', '-auto-approve', '-no-color')).toContain('0 added, 1 changed, 0 destroyed');
  expect(await folder.run('destroy', '-auto-approve', '-no-color')).toContain('2 destroyed');
}, 120_000);

test('an output of what was not given and is not found out is null, and not made up', async () => {
  const stack = structuredClone(STACK) as Json;
  stack.output.pool = { value: '${azurerm_kubernetes_cluster.cluster.node_resource_group == null}' };
  const folder = await folderOf(stack as TerraformJson);
  await folder.run('apply', '-auto-approve', '-no-color');
  expect(await folder.run('output', '-raw', 'pool')).toBe('true');
}, 60_000);

test('`terraform test` mocks it as it mocks any other', async () => {
  const folder = await folderOf(STACK);
  folder.write('tests/mocked.tftest.json', {
    mock_provider: {
      azurerm: { mock_resource: { azurerm_kubernetes_cluster: { defaults: { private_fqdn: 'mocked.example' } } } },
    },
    run: {
      applied: {
        command: 'apply',
        assert: [{ condition: '${output.address == "https://mocked.example"}', error_message: 'the mock answers' }],
      },
    },
  });
  expect(await folder.run('test', '-no-color')).toContain('1 passed, 0 failed');
}, 60_000);
