import { AT_REST, VERSION_LABEL, type Labels } from '../../spec/derive/labels';
import type { Trouble } from '../hand';
import type { Kind, KubeObject } from '../kube/kube';
import { shapeTrouble } from '../shape-trouble';

/** An object of the namespace as it was a moment ago. */
export type Find = (kind: Kind, name: string) => KubeObject | undefined;

/** Nothing can be copied now; it may change when files are applied. */
export class ShapeFault extends Error implements Trouble {
  override readonly name = 'ShapeFault';
  readonly reason: string;
  constructor({ reason, message }: Trouble) {
    super(message);
    this.reason = reason;
  }
}

/** What lies at rest, of the spec in force. @throws ShapeFault where it is not there, or is of another spec */
export function atRest(find: Find, kind: Kind, name: string, hash: string): KubeObject {
  const found = find(kind, name);
  const trouble = shapeTrouble({ kind, name }, found, hash);
  if (found === undefined || trouble !== undefined) throw new ShapeFault(trouble!);
  return found;
}

/** What selects pods at rest, as that which selects those of a version. */
export function ofVersion(selector: Labels = {}, own: Labels): Labels {
  const kept = Object.entries(selector).filter(([name, value]) => name !== VERSION_LABEL || value !== AT_REST);
  return { ...Object.fromEntries(kept), ...own };
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly [field: string]: unknown;
}

/** Variables with others in their places, and those that are new at the end. */
export function withVariables(
  env: readonly EnvironmentVariable[] = [],
  variables: Readonly<Record<string, string>>,
): readonly EnvironmentVariable[] {
  const known = new Set(env.map(({ name }) => name));
  return [
    ...env.map((one) => (Object.hasOwn(variables, one.name) ? { name: one.name, value: variables[one.name]! } : one)),
    ...Object.entries(variables).flatMap(([name, value]) => (known.has(name) ? [] : [{ name, value }])),
  ];
}
