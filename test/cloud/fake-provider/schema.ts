/** A type of Terraform as it writes types in JSON: `"string"`, `["list", "string"]`, `["object", { name: "string" }]`. */
export type ValueType =
  | 'string'
  | 'number'
  | 'bool'
  | readonly ['list' | 'set' | 'map', ValueType]
  | readonly ['object', Readonly<Record<string, ValueType>>];

export type Nesting = 'single' | 'list' | 'set' | 'map';

/** What a resource, a block or a provider is told, and says of itself. */
export interface Block {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly NestedBlock[];
}

/**
 * An argument, or something that the provider finds out.
 *
 * - `required` excludes the other two; what is `optional` and `computed` is found out where it is not given.
 * - `nested` takes the place of `type` where the members of an attribute are arguments of their own.
 */
export interface Attribute {
  readonly name: string;
  readonly type?: ValueType;
  readonly nested?: { readonly nesting: Nesting; readonly attributes: readonly Attribute[] };
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
}

export interface NestedBlock {
  readonly name: string;
  readonly nesting: 'single' | 'list' | 'set';
  readonly required: boolean;
  /** Of a list or a set that stands for a single thing. */
  readonly atMostOne: boolean;
  readonly block: Block;
}

/** What a provider answers when it is asked what it understands. */
export interface ProviderSchema {
  readonly provider: Block;
  readonly resources: Readonly<Record<string, Block>>;
}

/** The schema as a message of the protocol. */
export function messageOf(schema: ProviderSchema): object {
  const whole = (block: Block) => ({ version: 0, block: blockMessage(block) });
  return {
    provider: whole(schema.provider),
    resource_schemas: Object.fromEntries(Object.entries(schema.resources).map(([type, block]) => [type, whole(block)])),
    data_source_schemas: {},
    server_capabilities: { plan_destroy: false, get_provider_schema_optional: false },
  };
}

function blockMessage(block: Block): object {
  return {
    version: 0,
    attributes: block.attributes.map(attributeMessage),
    block_types: block.blocks.map((one) => ({
      type_name: one.name,
      block: blockMessage(one.block),
      nesting: one.nesting.toUpperCase(),
      min_items: one.required && one.nesting !== 'single' ? 1 : 0,
      max_items: one.atMostOne ? 1 : 0,
    })),
  };
}

function attributeMessage({ name, type, nested, required, optional, computed }: Attribute): object {
  const flags = { name, required, optional, computed };
  if (nested === undefined) return { ...flags, type: Buffer.from(JSON.stringify(type)) };
  const attributes = nested.attributes.map(attributeMessage);
  return { ...flags, nested_type: { nesting: nested.nesting.toUpperCase(), attributes } };
}
