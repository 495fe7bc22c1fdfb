import { issue, type Issue, type Path } from '../issue';
import { closest } from '../lang/closest';
import { show } from '../schema-faults';
import type { EnvVar } from '../schema/workload';

/** The keys of a source: those it cannot do without, and all of them. */
interface SourceKeys {
  readonly required: readonly string[];
  readonly known: readonly string[];
}

const KEYED: SourceKeys = { required: ['name', 'key'], known: ['name', 'key', 'optional'] };
const WHOLE: SourceKeys = { required: ['name'], known: ['name', 'optional'] };

/** Source: EnvVarSource and EnvFromSource of Kubernetes' core/v1. */
const OF_ONE: Readonly<Record<string, SourceKeys>> = {
  secretKeyRef: KEYED,
  configMapKeyRef: KEYED,
  fieldRef: { required: ['fieldPath'], known: ['fieldPath', 'apiVersion'] },
  resourceFieldRef: { required: ['resource'], known: ['resource', 'containerName', 'divisor'] },
  fileKeyRef: { required: ['volumeName', 'path', 'key'], known: ['volumeName', 'path', 'key', 'optional'] },
};
const OF_MANY: Readonly<Record<string, SourceKeys>> = { secretRef: WHOLE, configMapRef: WHOLE };

/** Written for one variable, the names of the sources of many are meant as those of one, and the other way round. */
const TWINS: Readonly<Record<string, string>> = {
  secretRef: 'secretKeyRef',
  configMapRef: 'configMapKeyRef',
  secretKeyRef: 'secretRef',
  configMapKeyRef: 'configMapRef',
};

/** Sources of one variable each that the API server refuses. */
export function checkValueFrom(env: readonly EnvVar[], path: Path): Issue[] {
  return env.flatMap(({ valueFrom }, index) =>
    valueFrom === undefined ? [] : checkSource(valueFrom, OF_ONE, [...path, index, 'valueFrom']),
  );
}

/** Sources of all the keys of an object that the API server refuses. */
export function checkEnvFrom(envFrom: readonly Readonly<Record<string, unknown>>[] = [], path: Path): Issue[] {
  return envFrom.flatMap(({ prefix: _, ...source }, index) => checkSource(source, OF_MANY, [...path, index]));
}

/** A source is one of several, each with keys of its own. */
function checkSource(
  source: Readonly<Record<string, unknown>>,
  sources: Readonly<Record<string, SourceKeys>>,
  path: Path,
): Issue[] {
  const names = Object.keys(sources);
  const written = Object.keys(source);
  const expected = `expected one of ${names.join(', ')}`;
  if (written.length === 0) return [issue('MYL1006', path, expected)];
  if (written.length > 1 && written.every((key) => names.includes(key))) {
    return [issue('MYL1006', path, `expected only one of ${written.join(', ')}`)];
  }
  return written.flatMap((key): Issue[] => {
    const at = [...path, key];
    const keys = Object.hasOwn(sources, key) ? sources[key] : undefined;
    if (keys !== undefined) return checkReference(source[key], keys, at);
    const twin = TWINS[key];
    const meant = twin !== undefined && names.includes(twin) ? twin : closest(key, names);
    return [issue('MYL1003', at, `${expected}, got ${key}`, meant === undefined ? undefined : `did you mean ${meant}`)];
  });
}

function checkReference(reference: unknown, { required, known }: SourceKeys, path: Path): Issue[] {
  if (typeof reference !== 'object' || reference === null || Array.isArray(reference)) {
    return [issue('MYL1003', path, `expected {${required.join(', ')}}, got ${show(reference)}`)];
  }
  const entries = reference as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(entries).filter((key) => !known.includes(key));
  const missing = required.filter((key) => entries[key] === undefined || entries[key] === null);
  const renamed = new Map(unknown.map((key) => [closest(key, missing), key]));
  return [
    ...unknown.flatMap((key): Issue[] => {
      if ([...renamed].some(([meant, other]) => meant !== undefined && other === key)) return [];
      const meant = closest(key, known);
      const hint = meant === undefined ? `known keys are ${known.join(', ')}` : `did you mean ${meant}`;
      return [issue('MYL1004', [...path, key], `unknown key ${key}`, hint)];
    }),
    ...missing.map((key) => {
      const other = renamed.get(key);
      if (other === undefined) return issue('MYL1005', [...path, key], `${key} is missing, expected text`);
      const message = `${key} is missing, expected text, got the unknown key ${other}`;
      return issue('MYL1005', [...path, other], message, `did you mean ${key}`);
    }),
    ...required.flatMap((key): Issue[] => {
      const value = entries[key];
      if (typeof value === 'string' || missing.includes(key)) return [];
      return [issue('MYL1003', [...path, key], `expected text, got ${show(value)}`)];
    }),
  ];
}
