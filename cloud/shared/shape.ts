import { ClusterError, type CloudFault } from './fault';

/** Says what is wrong with a value: it is of another kind, or has a key that is not read. */
export type Shape = (value: unknown, path: CloudFault['path']) => readonly CloudFault[];

/** What a key holds, and whether it must be given. */
interface Field {
  readonly shape: Shape;
  readonly required?: true;
}

/** A field for each key of `T`: what the type says is compared by the compiler, and a key without a field cannot be. */
export type Fields<T> = { readonly [Key in keyof Required<T>]: Field };

const fault = (path: CloudFault['path'], message: string, hint: string): readonly CloudFault[] => [
  { code: 'CLOUD012', path, message, hint },
];

function kind(what: string, hint: string, holds: (value: unknown) => boolean): Shape {
  return (value, path) => (holds(value) ? [] : fault(path, `${written(value)} is no ${what}`, hint));
}

export const text = kind('text', 'write a text', (value) => typeof value === 'string');
export const flag = kind('boolean', 'write true or false', (value) => typeof value === 'boolean');
export const number = kind('number', 'write a number', (value) => typeof value === 'number' && !Number.isNaN(value));
export const day = kind(
  'day',
  'write one such as 2026-11-26',
  (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
);

export function oneOf(...words: readonly string[]): Shape {
  const hint = `use one of ${words.join(', ')}`;
  return kind('word that is known here', hint, (value) => words.some((word) => word === value));
}

/**
 * A cluster by what its stack has, since another copy of a package has another class.
 *
 * @param own - a key that the plans of this cloud have and those of no other
 */
export function madeBy(stack: string, own: string): Shape {
  const holds = (value: unknown) => isObject(value) && isObject(value['plan']) && own in value['plan'];
  return kind(`cluster of ${stack}`, `give what new ${stack}(...) made`, holds);
}

export function listOf(shape: Shape): Shape {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((one: unknown, index) => shape(one, [...path, index]))
      : fault(path, `${written(value)} is no list`, 'write a list, [...]');
}

export function recordOf(shape: Shape): Shape {
  return (value, path) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, one]) => shape(one, [...path, key]))
      : fault(path, `${written(value)} is no object`, 'write an object, {...}');
}

/** An object with these keys and no other. What is undefined is left out. */
export function object(fields: Readonly<Record<string, Field>>): Shape {
  return (value, path) => {
    if (!isObject(value)) return fault(path, `${written(value)} is no object`, 'write an object, {...}');
    const unknown = Object.keys(value).filter((key) => !Object.hasOwn(fields, key));
    return [
      ...unknown.flatMap((key) => fault([...path, key], 'there is no such key', nearOf(key, Object.keys(fields)))),
      ...Object.entries(fields).flatMap(([key, { shape, required }]) => {
        if (value[key] !== undefined) return shape(value[key], [...path, key]);
        return required === true ? fault([...path, key], 'it is not given', 'give it') : [];
      }),
    ];
  };
}

/** An object with keys of its own beside these, which somebody else checks. */
export function objectWith(fields: Readonly<Record<string, Field>>): Shape {
  return (value, path) => {
    if (!isObject(value)) return fault(path, `${written(value)} is no object`, 'write an object, {...}');
    return object(fields)(Object.fromEntries(Object.keys(fields).map((key) => [key, value[key]])), path);
  };
}

/**
 * The props as they are, once all of them are of the kind that the types say: plain JavaScript is held by no compiler.
 *
 * @throws ClusterError with every key that is unknown and every value of another kind
 */
export function shaped<T>(props: T, id: string, shape: Shape): T {
  const faults = shape(props, []);
  if (faults.length > 0) throw new ClusterError(id, faults);
  return props;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function written(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Keys that are written alike but for upper case, or all. */
function nearOf(key: string, keys: readonly string[]): string {
  const alike = keys.find((one) => one.toLowerCase() === key.toLowerCase());
  return alike === undefined ? `use one of ${keys.join(', ')}` : `write ${alike}`;
}
