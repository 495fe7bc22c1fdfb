import type { Attribute, Block, ValueType } from './schema';
import { isList, isObject, Unknown, type ObjectValue, type Value } from './value';

/** What the provider says that something is, which nobody else knows: by its path within the resource. */
export type Discover = (path: readonly string[], type: ValueType) => Value;

/** What will be once the plan is applied: what nobody gave and the provider finds out is not known yet. */
export function planned(block: Block, proposed: Value): Value {
  return within(block, proposed, (attribute, value) => (attribute.computed && value === null ? new Unknown() : value));
}

/** What is once the plan is applied: the provider has found out all that was unknown. */
export function applied(block: Block, plan: Value, discover: Discover): Value {
  return within(block, plan, (attribute, value, path) =>
    value instanceof Unknown ? foundOf(attribute, path, discover) : value,
  );
}

/** Paths of what is given and cannot be. */
export function unconfigurable(block: Block, config: Value): readonly string[] {
  const paths: string[] = [];
  within(block, config, (attribute, value, path) => {
    if (!attribute.required && !attribute.optional && value !== null) paths.push(path.join('.'));
    return value;
  });
  return paths;
}

type Change = (attribute: Attribute, value: Value, path: readonly string[]) => Value;

function within(block: Block, value: Value, change: Change, path: readonly string[] = []): Value {
  if (isList(value)) return value.map((one) => within(block, one, change, path));
  if (!isObject(value)) return value;
  const members: Record<string, Value> = { ...value };
  for (const attribute of block.attributes) {
    const here = [...path, attribute.name];
    const changed = change(attribute, value[attribute.name] ?? null, here);
    members[attribute.name] =
      attribute.nested === undefined ? changed : ofNested(attribute.nested, changed, change, here);
  }
  for (const { name, block: inner } of block.blocks) {
    members[name] = within(inner, value[name] ?? null, change, [...path, name]);
  }
  return members;
}

function ofNested(
  { nesting, attributes }: NonNullable<Attribute['nested']>,
  value: Value,
  change: Change,
  path: readonly string[],
): Value {
  const block = { attributes, blocks: [] };
  if (nesting !== 'map' || !isObject(value)) return within(block, value, change, path);
  return mapped(value, (one) => within(block, one, change, path));
}

function foundOf({ name, type, nested }: Attribute, path: readonly string[], discover: Discover): Value {
  if (type !== undefined) return found(type, path, discover);
  if (nested === undefined) throw new TypeError(`${name} has neither a type nor members`);
  // What can be given and was not: none, since Terraform takes members that are there for given ones.
  return nested.nesting === 'single' ? null : nested.nesting === 'map' ? {} : [];
}

/** Of a list there is one, so that what is read by its place is there. */
function found(type: ValueType, path: readonly string[], discover: Discover): Value {
  if (typeof type === 'string') return discover(path, type);
  if (type[0] === 'map') return {};
  if (type[0] === 'object') {
    return Object.fromEntries(Object.entries(type[1]).map(([key, one]) => [key, found(one, [...path, key], discover)]));
  }
  return [found(type[1], path, discover)];
}

function mapped(value: ObjectValue, change: (one: Value) => Value): ObjectValue {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)]));
}
