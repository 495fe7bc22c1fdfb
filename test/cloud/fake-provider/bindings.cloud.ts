import { clusterOf, EVERYTHING } from '../eks/clusters';
import { synthesized } from '../synth';
import { TerraformFolder } from '../terraform';
import { schemaOf } from './bindings';
import type { Attribute, Block, NestedBlock } from './schema';

/** A block as `terraform providers schema -json` prints it. */
interface PrintedBlock {
  readonly attributes?: Readonly<Record<string, PrintedAttribute>>;
  readonly block_types?: Readonly<Record<string, PrintedNested>>;
}

interface PrintedAttribute {
  readonly type?: unknown;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}

interface PrintedNested {
  readonly nesting_mode: string;
  readonly min_items?: number;
  readonly max_items?: number;
  readonly block: PrintedBlock;
}

/** Where the bindings say something else of what both have. */
function differences(path: string, ours: Block, real: PrintedBlock): readonly string[] {
  const { attributes = {}, block_types: blocks = {} } = real;
  return [
    ...ours.attributes.flatMap((one) => ofAttribute(`${path}.${one.name}`, one, attributes[one.name], blocks)),
    ...ours.blocks.flatMap((one) => ofBlock(`${path}.${one.name}`, one, blocks[one.name], attributes)),
  ];
}

function ofAttribute(path: string, ours: Attribute, real: PrintedAttribute | undefined, blocks: object) {
  if (real === undefined) return ours.name in blocks ? [`${path} is a block`] : [];
  const text = (type: unknown) => JSON.stringify(type) ?? 'members of its own';
  return [
    ...(text(ours.type) === text(real.type) ? [] : [`${path} has ${text(ours.type)}`]),
    ...(ours.required === (real.required ?? false) ? [] : [`${path} is required: ${ours.required}`]),
    ...(ours.optional === (real.optional ?? false) ? [] : [`${path} is optional: ${ours.optional}`]),
    ...(ours.computed && real.computed !== true ? [`${path} is computed`] : []),
  ];
}

function ofBlock(path: string, ours: NestedBlock, real: PrintedNested | undefined, attributes: object) {
  if (real === undefined) return ours.name in attributes ? [`${path} is an attribute`] : [];
  return [
    ...(ours.nesting === real.nesting_mode ? [] : [`${path} is a ${ours.nesting}`]),
    ...(ours.required === (real.min_items ?? 0) > 0 ? [] : [`${path} is required: ${ours.required}`]),
    ...(ours.atMostOne === (real.max_items === 1) ? [] : [`${path} is one: ${ours.atMostOne}`]),
    ...differences(path, ours.block, real.block),
  ];
}

test('what bindings say of AWS is what its provider says, one major version apart', async () => {
  const awsProviderVersion = '>= 5.100, < 7';
  const everything = { ...EVERYTHING, awsProviderVersion };
  const stack = synthesized((app) => clusterOf(app, 'prod', everything));
  const folder = new TerraformFolder(stack);
  try {
    await folder.run('init', '-input=false');
    const printed = JSON.parse(await folder.run('providers', 'schema', '-json')) as {
      provider_schemas: Record<
        string,
        { provider: { block: PrintedBlock }; resource_schemas: Record<string, { block: PrintedBlock }> }
      >;
    };
    const real = printed.provider_schemas['registry.terraform.io/hashicorp/aws']!;
    const types = Object.keys(stack.resource);
    const ours = schemaOf('aws', types);
    expect(types.filter((type) => ours.resources[type] === undefined)).toEqual([]);
    expect([
      ...differences('provider', ours.provider, real.provider.block),
      ...types.flatMap((type) => differences(type, ours.resources[type]!, real.resource_schemas[type]!.block)),
    ]).toEqual([
      // The provider has them as lists of objects that may be written as blocks: what is left out of one is null in both.
      'aws_default_security_group.egress has members of its own',
      'aws_default_security_group.ingress has members of its own',
      'aws_route_table.route has members of its own',
      // Version 6 lets the region of each resource be given.
      'aws_s3_bucket.region is optional: true',
      'aws_security_group.egress has members of its own',
      'aws_security_group.ingress has members of its own',
    ]);
  } finally {
    folder.remove();
  }
}, 120_000);
