import type { EnvVar } from '../../spec/schema/workload';

/**
 * Variables of which each stands once, with the values that a list read from its beginning to its end would give: of several
 * the last one stands, in its place, and what referred to an earlier one has the text of that. Kubernetes allows no doubles to
 * server-side apply, and the kubelet would read them so.
 *
 * A reference to an earlier one whose value is elsewhere (`valueFrom`) stays a reference.
 */
export function withoutDoubles(variables: readonly EnvVar[]): readonly EnvVar[] {
  const last = new Map(variables.map(({ name }, at) => [name, at]));
  const past = new Map<string, string | undefined>();
  return variables.flatMap((one, at) => {
    const dropped = (name: string) => (last.get(name)! >= at ? past.get(name) : undefined);
    const kept = one.value === undefined ? one : { ...one, value: inlined(one.value, dropped) };
    past.set(one.name, one.valueFrom === undefined ? (kept.value ?? '') : undefined);
    return last.get(one.name) === at ? [kept] : [];
  });
}

/** Text of the kubelet's, put into text of the kubelet's: what is escaped stays so. */
function inlined(text: string, textOf: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name?: string) => (name && textOf(name)) ?? whole);
}
