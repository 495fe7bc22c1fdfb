import { schemaOf } from './bindings';
import type { Attribute, Block } from './schema';

/** A schema as people would write it down. */
function written({ attributes, blocks }: Block): readonly string[] {
  return [
    ...attributes.map((one) => `${one.name}: ${kindOf(one)}${flagsOf(one)}`),
    ...blocks.flatMap((one) => [
      `${one.name} {${one.nesting}${one.atMostOne ? ', one' : ''}${one.required ? ', required' : ''}}`,
      ...written(one.block).map((line) => `  ${line}`),
    ]),
  ];
}

function kindOf({ type, nested }: Attribute): string {
  if (type !== undefined) return JSON.stringify(type).replaceAll('"', '');
  return `${nested?.nesting} of (${nested?.attributes.map((one) => `${one.name}: ${kindOf(one)}${flagsOf(one)}`).join(', ')})`;
}

function flagsOf({ required, computed, optional }: Attribute): string {
  if (required) return ' required';
  return computed ? (optional ? ' or found out' : ' found out') : '';
}

test('a resource has the arguments, blocks and findings that its bindings have', () => {
  const { resources } = schemaOf('azurerm', ['azurerm_key_vault_key']);
  expect(written(resources['azurerm_key_vault_key']!)).toEqual([
    'curve: string',
    'expiration_date: string',
    'id: string or found out',
    'key_opts: [list,string] required',
    'key_size: number',
    'key_type: string required',
    'key_vault_id: string required',
    'name: string required',
    'not_before_date: string',
    'tags: [map,string]',
    'e: string found out',
    'n: string found out',
    'public_key_openssh: string found out',
    'public_key_pem: string found out',
    'resource_id: string found out',
    'resource_versionless_id: string found out',
    'version: string found out',
    'versionless_id: string found out',
    'x: string found out',
    'y: string found out',
    'rotation_policy {list, one}',
    '  expire_after: string',
    '  notify_before_expiry: string',
    '  automatic {list, one}',
    '    time_after_creation: string',
    '    time_before_expiry: string',
    'timeouts {single}',
    '  create: string',
    '  delete: string',
    '  read: string',
    '  update: string',
  ]);
});

test('attributes with members of their own are no blocks', () => {
  const { provider } = schemaOf('helm', []);
  const exec =
    'exec: single of (api_version: string required, args: [list,string], command: string required, env: [map,string])';
  expect(provider.blocks).toEqual([]);
  expect(written(provider)).toContain(
    'registries: list of (password: string required, url: string required, username: string required)',
  );
  expect(written(provider).find((line) => line.startsWith('kubernetes: single of ('))).toContain(exec);
});

test('a type that the bindings do not have is not in the schema', () => {
  expect(Object.keys(schemaOf('helm', ['helm_release', 'helm_chart']).resources)).toEqual(['helm_release']);
});
