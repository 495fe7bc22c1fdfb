import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readModule, type GeneratedClass, type GeneratedModule, type WrittenArgument } from './generated-code';
import type { Attribute, Block, NestedBlock, Nesting, ProviderSchema, ValueType } from './schema';

/**
 * The schema of a provider, read out of the bindings that were generated from it.
 *
 * - A type that the bindings do not have is not in it, so that Terraform says so.
 * - Of arguments that are optional the bindings do not say whether the provider finds them out where they are not given. `id` is
 *   taken to be; all others stay null, so that a stack that reads what it did not give is seen.
 * - What no binding says, it does not know: values that a provider refuses, and arguments that exclude each other.
 */
export function schemaOf(provider: string, types: readonly string[]): ProviderSchema {
  const lib = join(dirname(require.resolve(`@cdktf/provider-${provider}/package.json`)), 'lib');
  const known = types
    .map((type) => [type, join(lib, type.slice(type.indexOf('_') + 1).replaceAll('_', '-'))] as const)
    .filter(([, folder]) => existsSync(folder));
  return {
    provider: withoutAlias(mainOf(join(lib, 'provider'), 'cdktf.TerraformProvider')),
    resources: Object.fromEntries(known.map(([type, folder]) => [type, mainOf(folder, 'cdktf.TerraformResource')])),
  };
}

/** Large modules take a quarter of a second to read, and many stacks have the same ones. */
const read = new Map<string, Block>();

function mainOf(folder: string, above: string): Block {
  const block = read.get(folder) ?? new ModuleSchema(folder).main(above);
  read.set(folder, block);
  return block;
}

const SIMPLE: Readonly<Record<string, ValueType>> = { string: 'string', number: 'number', boolean: 'bool' };

/** By the method or the class through which it is read. */
const READ: Readonly<Record<string, ValueType>> = {
  getStringAttribute: 'string',
  getNumberAttribute: 'number',
  getBooleanAttribute: 'bool',
  getListAttribute: ['list', 'string'],
  getNumberListAttribute: ['list', 'number'],
  getStringMapAttribute: ['map', 'string'],
  getNumberMapAttribute: ['map', 'number'],
  getBooleanMapAttribute: ['map', 'bool'],
  StringMap: ['map', 'string'],
  NumberMap: ['map', 'number'],
  BooleanMap: ['map', 'bool'],
  StringMapList: ['list', ['map', 'string']],
};

class ModuleSchema {
  private readonly module: GeneratedModule;

  public constructor(private readonly folder: string) {
    this.module = readModule(folder);
  }

  /** The block of the resource or provider that the module is of. */
  public main(above: string): Block {
    const [name, found] = [...this.module.classes].find(([, one]) => one.extends === above) ?? [];
    if (name === undefined || found?.written === undefined) throw new Error(`${this.folder} has no ${above}`);
    const { attributes, blocks } = this.block(`${name}Config`, found.written, found);
    return { attributes: attributes.map((one) => (one.name === 'id' ? { ...one, computed: true } : one)), blocks };
  }

  private block(props: string, written: ReadonlyMap<string, WrittenArgument>, read: GeneratedClass | undefined): Block {
    const declared = this.module.interfaces.get(props);
    if (declared === undefined) throw new Error(`${this.folder} declares no ${props}`);
    const attributes: Attribute[] = [];
    const blocks: NestedBlock[] = [];
    for (const [name, argument] of written) {
      const { required = false, block = false } = declared.get(name) ?? {};
      if (block) blocks.push(this.nestedBlock(name, argument, required));
      else attributes.push(this.argument(name, argument, required, read));
    }
    for (const [name, { computed, expression }] of read?.attributes ?? []) {
      if (written.has(name) || !computed) continue;
      attributes.push({ name, type: this.readType(expression), required: false, optional: false, computed: true });
    }
    return { attributes, blocks };
  }

  private argument(
    name: string,
    argument: WrittenArgument,
    required: boolean,
    read: GeneratedClass | undefined,
  ): Attribute {
    const computed = !required && read?.attributes.get(name)?.computed === true;
    const flags = { name, required, optional: !required, computed };
    if (argument.struct === undefined) return { ...flags, type: this.writtenType(name, argument) };
    const { attributes, blocks } = this.struct(argument.struct);
    if (blocks.length > 0) throw new Error(`${this.folder}: the attribute ${name} has blocks within it`);
    return { ...flags, nested: { nesting: this.nesting(argument).nesting, attributes } };
  }

  private nestedBlock(name: string, argument: WrittenArgument, required: boolean): NestedBlock {
    const { nesting, atMostOne } = this.nesting(argument);
    if (argument.struct === undefined || nesting === 'map') throw new Error(`${this.folder}: ${name} is no block`);
    return { name, nesting, atMostOne, required, block: this.struct(argument.struct) };
  }

  private struct(struct: string): Block {
    const written = this.module.structs.get(struct);
    if (written === undefined) throw new Error(`${this.folder} writes no ${struct}`);
    const props = capitalised(struct);
    return this.block(props, written, this.module.classes.get(`${props}OutputReference`));
  }

  /** What is read at the first place, with nobody to ask for it, is a list or a set of at most one. */
  private nesting({ shape, struct = '' }: WrittenArgument): { nesting: Nesting; atMostOne: boolean } {
    const [fromSet, place] = this.module.classes.get(`${capitalised(struct)}OutputReference`)?.superArguments ?? [];
    if (place === '0') return { nesting: fromSet === 'true' ? 'set' : 'list', atMostOne: true };
    return { nesting: shape === 'struct' ? 'single' : (shape as Nesting), atMostOne: false };
  }

  private writtenType(name: string, { shape, storage }: WrittenArgument): ValueType {
    const simple = SIMPLE[storage];
    if (simple !== undefined) return simple;
    const [, element = '', inner] = /^(string|number|boolean)(?:List|Map)(List|Map)?$/.exec(storage) ?? [];
    const type = SIMPLE[element];
    if (type === undefined) throw new Error(`${this.folder}: ${name} has the type ${storage}, which no rule is for`);
    const within: ValueType = inner === undefined ? type : [inner === 'Map' ? 'map' : 'list', type];
    return [shape as 'list' | 'set' | 'map', within];
  }

  private readType(expression: string): ValueType {
    const fromSet = expression.startsWith('cdktf.Fn.tolist(');
    const [, how = ''] = /(?:this\.|new cdktf\.)(\w+)\(/.exec(expression) ?? [];
    const simple = READ[how];
    if (simple !== undefined) return fromSet ? ['set', (simple as readonly ['list', ValueType])[1]] : simple;
    const [, made = '', , wrapsSet] =
      /new (?:\w+\.)?(\w+)\(this, ['"](\w+)['"](?:, (true|false))?\)/.exec(expression) ?? [];
    if (made.endsWith('OutputReference')) return this.readObject(made);
    if (made.endsWith('Map')) return ['map', this.readObject(made.replace(/Map$/, 'OutputReference'))];
    if (made.endsWith('List')) {
      return [wrapsSet === 'true' ? 'set' : 'list', this.readObject(made.replace(/List$/, 'OutputReference'))];
    }
    throw new Error(`${this.folder}: no rule says what ${expression} reads`);
  }

  private readObject(name: string): ValueType {
    const found = this.module.classes.get(name);
    if (found === undefined) throw new Error(`${this.folder} has no ${name}`);
    return [
      'object',
      Object.fromEntries([...found.attributes].map(([key, { expression }]) => [key, this.readType(expression)])),
    ];
  }
}

/** Which is of the language: it is taken before the provider sees it. */
function withoutAlias({ attributes, blocks }: Block): Block {
  return { attributes: attributes.filter(({ name }) => name !== 'alias'), blocks };
}

function capitalised(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
