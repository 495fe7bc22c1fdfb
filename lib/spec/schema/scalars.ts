import * as z from 'zod';

/**
 * Scalars of the language. Published axons quote numbers, and a parameter is always text, so a field that wants a
 * number or a boolean also takes its text; a field that wants text also takes a bare YAML number or boolean.
 */

/** A number as text, as published axons quote it. */
export const NUMBER_TEXT = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** A number, or its text. */
export type NumberKey = z.ZodType<number, number | string>;

export const number: NumberKey = z
  .union([z.number(), z.string().regex(NUMBER_TEXT, 'expected a number')], { error: 'expected a number' })
  .transform(Number);

export const integer: NumberKey = number.refine(Number.isInteger, { error: 'expected a whole number' });

export const count: NumberKey = integer.refine((n) => n >= 0, { error: 'expected a whole number of 0 or more' });

export const positiveInteger: NumberKey = integer.refine((n) => n >= 1, {
  error: 'expected a whole number of 1 or more',
});

export const port: NumberKey = integer.refine((n) => n >= 1 && n <= 65535, {
  error: 'expected a port, a whole number from 1 to 65535',
});

export const weight: NumberKey = number.refine((n) => n >= 0 && Number.isFinite(n), {
  error: 'expected a weight of 0 or more',
});

/** What waits are multiplied by: below 1 each would be shorter than the one before. */
export const growth: NumberKey = number.refine((n) => n >= 1 && Number.isFinite(n), {
  error: 'expected a factor of 1 or more',
});

export const boolean: z.ZodType<boolean, boolean | 'true' | 'false'> = z
  .union([z.boolean(), z.enum(['true', 'false'])], { error: 'expected true or false' })
  .transform((value) => value === true || value === 'true');

/** Text, or a number or boolean that is meant as text. */
export type TextKey = z.ZodType<string, string | number | boolean>;

export const text: TextKey = z
  .union([z.string(), z.number(), z.boolean()], { error: 'expected text' })
  .transform((value) => String(value));

export type KubernetesObject = Record<string, unknown>;

/** An object of Kubernetes that is passed through as it is written. */
export const kubernetesObject: z.ZodType<KubernetesObject, KubernetesObject> = z.record(z.string(), z.unknown());

export const kubernetesList: z.ZodType<KubernetesObject[], KubernetesObject[]> = z.array(kubernetesObject);

/** Text by any name, such as properties of Spark. */
export const texts: z.ZodType<Record<string, string>, Record<string, string | number | boolean>> = z.record(
  z.string(),
  text,
);

/** By these messages the reader of schema faults knows a name that Kubernetes would refuse. */
export const NAME_FAULTS = {
  form: 'expected letters and digits, with "-", "_" or "." between them',
  length: 'expected at most 63 characters',
  axonForm: 'expected lower case letters and digits, with "-" between them',
  axonLength: 'expected at most 40 characters, since other names are made from it',
} as const;

/** A name that becomes part of object names: RFC 1123 once lowered. Tasks and sensors are written in CamelCase. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/, NAME_FAULTS.form)
  .max(63, NAME_FAULTS.length);

/** The name of an axon begins the names of its objects as it is. */
export const axonName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, NAME_FAULTS.axonForm)
  .max(40, NAME_FAULTS.axonLength);

/** A range of addresses, of IPv4 or IPv6. */
export const cidr = z.string().refine((range) => z.union([z.cidrv4(), z.cidrv6()]).safeParse(range).success, {
  error: 'expected a range of addresses such as 10.0.0.0/8',
});

/** A duration such as `90s` or `1h30m`, or a bare 0; its syntax is checked where it is resolved. */
export const duration: z.ZodType<string, string | number> = z
  .union([z.string().min(1), z.number()], { error: 'expected a duration such as 90s or 10m' })
  .transform(String);

/** An address that is asked over HTTP. */
export const httpAddress = z
  .string()
  .refine((address) => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol), {
    error: 'expected an address such as http://models.example.com/predict',
  });
