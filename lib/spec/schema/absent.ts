import * as z from 'zod';

/**
 * Keys that may be absent. `a key is absent` and `a key is left empty` (published: `match:`) mean the same.
 *
 * Each is one node of the schema, made of the library's parts: said by its combinators (nullable, optional, transform, pipe,
 * optional) it would be five. Such keys are most of the language, and every start of the command line makes them anew.
 */

/** A key that means nothing when it is absent or empty: the library's nullable, which gives `undefined` for `null`. */
const Optional = z.core.$constructor('MyelinOptional', (inst: z.ZodNullable, def: z.core.$ZodNullableDef) => {
  z.ZodNullable.init(inst, def);
  inst._zod.optin = 'optional';
  inst._zod.optout = 'optional';
  inst._zod.parse = (payload, context) => {
    if (payload.value !== null && payload.value !== undefined) return def.innerType._zod.run(payload, context);
    payload.value = undefined;
    return payload;
  };
});

/** A list that is empty when it is absent or left empty: the library's default, which stands in for `null` too. */
const List = z.core.$constructor('MyelinList', (inst: z.ZodDefault, def: z.core.$ZodDefaultDef) => {
  z.ZodDefault.init(inst, def);
  inst._zod.parse = (payload, context) => {
    if (payload.value !== null && payload.value !== undefined) return def.innerType._zod.run(payload, context);
    payload.value = [];
    return payload;
  };
});

/** A name of its own, so that declarations say it in one word. */
export interface OptionalKey<Output, Input> extends z.ZodOptional<
  z.ZodType<Output | undefined, Input | null | undefined>
> {}

export function optional<T extends z.ZodType>(schema: T): OptionalKey<NonNullable<z.output<T>>, z.input<T>> {
  return new Optional({ type: 'nullable', innerType: schema }) as never;
}

export interface ListKey<Output, Input> extends z.ZodDefault<z.ZodType<Output[], Input[] | null | undefined>> {}

export function list<T extends z.ZodType>(schema: T): ListKey<z.output<T>, z.input<T>> {
  const innerType = z.nullable(z.array(schema));
  return new List({ type: 'default', innerType, defaultValue: [] }) as never;
}
