import type * as z from 'zod';
import { issue, type Path } from './issue';
import { meantQuantity } from './lang/quantity';
import { meantForm } from './meant-form';
import { meantValue } from './meant-value';
import { mergeRenamed, type SchemaFault } from './renamed-keys';
import { ONE_OF } from './schema/one-of';
import { QUANTITY_FAULT, WRITTEN_NAME_FAULTS } from './schema/names';
import { NAME_FAULTS } from './schema/scalars';
import type { OutlineEntry } from './schema-outline';
import { unknownKey } from './unknown-key';

type SchemaIssue = z.core.$ZodIssue;

/**
 * What the schema found, in our words and codes: the value that was found, and what was expected.
 *
 * @param data what was parsed, to show values
 * @param entries the outline of the schema, for suggestions
 */
export function schemaFaults(
  found: readonly SchemaIssue[],
  data: unknown,
  entries: readonly OutlineEntry[],
): readonly SchemaFault[] {
  return mergeRenamed(
    found.flatMap((one) => translate(one, [], data, entries)),
    'MYL1005',
  );
}

function translate(found: SchemaIssue, prefix: Path, data: unknown, entries: readonly OutlineEntry[]): SchemaFault[] {
  const path: Path = [...prefix, ...(found.path as Path)];
  const value = valueAt(data, path);
  const wrong = (expected: string, hint?: string): SchemaFault[] => {
    const key = path.at(-1);
    if ((value === undefined || value === null) && typeof key === 'string') {
      return [{ issue: issue('MYL1005', path, `${key} is missing, ${expected}`, hint), missing: [path] }];
    }
    return [{ issue: issue(codeOf(found.message), path, `${expected}, got ${show(value)}`, hint) }];
  };
  switch (found.code) {
    case 'unrecognized_keys':
      return found.keys.map((key) => unknownKey([...path, key], entries));
    case 'invalid_type':
      return wrong(`expected ${TYPES[found.expected] ?? found.expected}`, meantForm(found.expected, path, value));
    case 'invalid_value':
      return wrong(`expected ${oneOf(found.values)}`, suggestion(value, found.values));
    case 'too_small':
      return wrong(ours(found.message, tooSmall(found)));
    case 'invalid_key': {
      const message = found.issues[0]?.message ?? 'unexpected key';
      return [{ issue: issue(codeOf(message), path, `${message}, got ${show(path.at(-1))}`) }];
    }
    case 'invalid_union':
      if (found.discriminator !== undefined) {
        const options = (found as { options?: readonly unknown[] }).options ?? [];
        return wrong(`expected ${oneOf(options)}`, suggestion(value, options));
      }
      return translateUnion(found, path, data, entries, wrong);
    case 'custom':
      if (found.params?.['kind'] === ONE_OF) return [choice(found.message, path, found.params)];
      if (found.message === QUANTITY_FAULT) return wrong(QUANTITY_FAULT, meantQuantity(String(value)));
      return wrong(ours(found.message, 'not allowed here'));
    case 'invalid_format':
      return wrong(
        found.format === 'starts_with' ? `expected text that starts with ${prefixOf(found)}` : found.message,
      );
    default:
      return wrong(ours(found.message, 'not allowed here'));
  }
}

/** Of keys that exclude each other one is required: none is there, or more than one. */
function choice(message: string, path: Path, params: Readonly<Record<string, unknown>>): SchemaFault {
  const { keys, present } = params as { readonly keys: readonly string[]; readonly present: readonly string[] };
  const missing = keys.map((key): Path => [...path, key]);
  return { issue: issue('MYL1006', path, message), ...(present.length === 0 ? { missing } : {}) };
}

/** The alternative that the user meant is the one that fits at its root; its faults are told, not those of the others. */
function translateUnion(
  found: SchemaIssue & { code: 'invalid_union' },
  path: Path,
  data: unknown,
  entries: readonly OutlineEntry[],
  wrong: (expected: string) => SchemaFault[],
): SchemaFault[] {
  const branches = found.errors as SchemaIssue[][];
  const meant = branches.find((branch) =>
    branch.every((one) => one.code === 'unrecognized_keys' || one.path.length > 0),
  );
  if (meant !== undefined) return meant.flatMap((one) => translate(one, path, data, entries));
  if (found.message.startsWith('expected')) return wrong(found.message);
  const expectations = branches.flatMap((branch) =>
    branch.slice(0, 1).map((one) => {
      if (one.code === 'invalid_type') return TYPES[one.expected] ?? one.expected;
      if (one.code === 'invalid_value') return oneOf(one.values);
      return one.message.replace(/^expected /, '');
    }),
  );
  return wrong(`expected ${[...new Set(expectations)].join(' or ')}`);
}

const NAME_MESSAGES: readonly string[] = [...Object.values(NAME_FAULTS), ...Object.values(WRITTEN_NAME_FAULTS)];

function codeOf(message: string): 'MYL1003' | 'MYL1011' {
  return NAME_MESSAGES.includes(message) ? 'MYL1011' : 'MYL1003';
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
};

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`;
}

function suggestion(value: unknown, values: readonly unknown[]): string | undefined {
  return typeof value === 'string' ? meantValue(value, values.map(String)) : undefined;
}

/** The library's own sentences are not ours; only a message of the schema is shown. */
function ours(message: string, otherwise: string): string {
  return message.startsWith('expected') ? message : otherwise;
}

function tooSmall({
  origin,
  minimum,
  inclusive,
}: Pick<SchemaIssue & { code: 'too_small' }, 'origin' | 'minimum' | 'inclusive'>) {
  if (origin === 'array') return 'expected at least one item';
  if (origin === 'string') return 'expected a text that is not empty';
  return `expected ${inclusive === false ? 'more than' : 'at least'} ${minimum}`;
}

function prefixOf(found: SchemaIssue): string {
  return String((found as { prefix?: unknown }).prefix ?? '');
}

/** A value as a message shows it: short, text in quotes. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'keys and values';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
