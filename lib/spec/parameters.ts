import { issue, type Issue, type Path } from './issue';
import { didYouMean } from './lang/closest';

const PARAMETER = /\{\{\s*workflow\.parameters\.([^{}\s]*)\s*\}\}/g;

/** Values by parameter name, as `submit -p name=value` gives them. */
export type ParameterValues = Readonly<Record<string, string>>;

export interface Substituted {
  readonly data: unknown;
  readonly issues: readonly Issue[];
}

/**
 * Puts the values of `spec.parameters` in place of `{{workflow.parameters.NAME}}`, in every string of the document and
 * nowhere else; any other `{{...}}` stays as it is. `overrides` win over the values of the document.
 *
 * A string made only of a parameter stays a string: the schema reads numbers and booleans from text.
 */
export function substituteParameters(data: unknown, overrides: ParameterValues = {}): Substituted {
  const declared = declaredParameters(data);
  const issues: Issue[] = [];
  for (const name of Object.keys(overrides)) {
    if (declared.has(name)) continue;
    const hint = didYouMean(name, declared.keys()) ?? declare(name);
    issues.push(issue('MYL1102', ['spec', 'parameters'], `the parameter ${name} is given but not declared`, hint));
  }
  const values = new Map([...declared, ...Object.entries(overrides)]);

  const replace = (text: string, path: Path): string =>
    text.replace(PARAMETER, (whole, name: string) => {
      const value = values.get(name);
      if (value !== undefined) return value;
      const message = `the parameter ${name === '' ? '(no name)' : name} is not declared`;
      issues.push(issue('MYL1102', path, message, didYouMean(name, values.keys()) ?? declare(name)));
      return whole;
    });
  const path: (string | number)[] = [];
  const step = (key: string | number, item: unknown): unknown => {
    path.push(key);
    const walked = walk(item);
    path.pop();
    return walked;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('{{') ? replace(value, [...path]) : value;
    if (Array.isArray(value))
      return unlessSame(
        value,
        value.map((item, index) => step(index, item)),
      );
    if (value === null || typeof value !== 'object') return value;
    // Most maps hold no parameter, and stay what they are.
    const map = value as Readonly<Record<string, unknown>>;
    const changed = new Map<string, unknown>();
    for (const key of Object.keys(map)) {
      const walked = step(key, map[key]);
      if (walked !== map[key]) changed.set(key, walked);
    }
    if (changed.size === 0) return map;
    return Object.fromEntries(Object.entries(map).map(([key, item]) => [key, changed.get(key) ?? item]));
  };
  return { data: walk(withOverrides(data, overrides)), issues };
}

function unlessSame(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.some((item, index) => item !== before[index]) ? after : before;
}

function declare(name: string): string {
  return `add {name: ${name}, value: ...} to spec.parameters`;
}

function declaredParameters(data: unknown): Map<string, string> {
  const declared = new Map<string, string>();
  for (const item of parameterItems(data)) {
    const { name, value } = item as { name?: unknown; value?: unknown };
    if (typeof name !== 'string') continue;
    // A declared parameter that holds no scalar is a fault that the schema reports; here it is known, with an empty value.
    declared.set(name, typeof value === 'object' || value === undefined ? '' : String(value));
  }
  return declared;
}

/** The document whose `spec.parameters` say what it was resolved with. */
function withOverrides(data: unknown, overrides: ParameterValues): unknown {
  if (Object.keys(overrides).length === 0 || parameterItems(data).length === 0) return data;
  const document = data as { spec: { parameters: ({ name?: unknown } | null)[] } };
  const parameters = document.spec.parameters.map((item) => {
    const name = item?.name;
    return typeof name === 'string' && Object.hasOwn(overrides, name) ? { ...item, value: overrides[name] } : item;
  });
  return { ...document, spec: { ...document.spec, parameters } };
}

function parameterItems(data: unknown): readonly object[] {
  const items = (data as { spec?: { parameters?: unknown } } | null | undefined)?.spec?.parameters;
  return Array.isArray(items) ? items.filter((item) => typeof item === 'object' && item !== null) : [];
}
