/**
 * Which keys of a spec a person wrote. What they wrote stays visible in a program, though it equals a default; what the
 * schema filled in stays away.
 *
 * - Of a spec that was made without a document, nothing counts as written.
 */
export class Written {
  private readonly keys = new WeakMap<object, ReadonlySet<string>>();

  /** @param document - the plain data that was read as the spec */
  constructor(spec: unknown, document: unknown) {
    this.note(spec, document);
  }

  has(owner: object, key: string): boolean {
    return this.keys.get(owner)?.has(key) ?? false;
  }

  private note(spec: unknown, document: unknown): void {
    if (!isObject(spec) || !isObject(document)) return;
    // The key that names a kind in YAML (`train: {...}`) is the tag of the spec, and what it holds stands beside the tag.
    const { kind } = spec as { readonly kind?: unknown };
    const inner = typeof kind === 'string' ? document[kind] : undefined;
    const written = { ...(isObject(inner) ? inner : {}), ...document };
    this.keys.set(spec, new Set(Object.keys(written).filter((key) => written[key] !== null)));
    for (const [key, value] of Object.entries(spec)) this.note(value, written[key]);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
