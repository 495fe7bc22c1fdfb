import * as z from 'zod';
import { axonDocument } from './schema/axon';
import { NUMBER_TEXT } from './schema/scalars';

/** Names the schema; it is not an address that editors must reach. */
export const SCHEMA_ID = 'https://myelin.io/schema/v1alpha1/axon.schema.json';

/** Where a number is wanted, a parameter may stand, which is text until it is resolved. */
const PARAMETER = '^\\{\\{workflow\\.parameters\\.';

/** A JSON schema (draft 2020-12) as plain data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * The language as a JSON schema, for completion and checks in editors. It describes what may be written (numbers in quotes and
 * keys left empty included), and knows less than `loadAxons`: nothing of references or of the small languages.
 */
export function axonJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(axonDocument, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // The library's own name for a prefix; its pattern says the same to everyone.
      if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
      // An absent list is an empty one; an editor that fills in defaults should not write it.
      if (Array.isArray(jsonSchema.default)) delete jsonSchema.default;
      if (jsonSchema.pattern === NUMBER_TEXT.source) jsonSchema.pattern = `${NUMBER_TEXT.source}|${PARAMETER}`;
    },
  });
  return {
    $schema: schema.$schema,
    $id: SCHEMA_ID,
    title: 'Axon',
    description: 'a machine-learning loop: what to run, what starts it, and what serves',
    ...withoutKeys(schema, ['$schema']),
  };
}

function withoutKeys(object: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
