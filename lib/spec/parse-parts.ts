import type { Path } from './issue';
import { axonDocument, type AxonSpec } from './schema/axon';
import { schemaFaults, valueAt } from './schema-faults';
import { schemaOutline } from './parse';

/** Each round takes away what the last one found; a required key takes the keys around it along, one level a round. */
const MOST_ROUNDS = 16;

/** What is left of a document without the parts that cannot be read. */
export interface ReadableParts {
  readonly spec: AxonSpec;
  /** The path in the document of a path in the spec. */
  readonly origin: (path: Path) => Path;
  /** Whether something that was below this path of the document is left out. */
  readonly isWhole: (path: Path) => boolean;
}

/**
 * A document without the smallest parts that hold its faults: a key, or where that one is required the keys around it. It is
 * no axon that anyone meant, but what stands in its other keys can be judged key by key.
 */
export function readableParts(document: unknown): ReadableParts | undefined {
  const pruning = new Pruning();
  let data = document;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const result = axonDocument.safeParse(data, { jitless: true });
    if (result.success) return { spec: result.data, origin: pruning.origin, isWhole: pruning.isWhole };
    const faults = schemaFaults(result.error.issues, data, schemaOutline()).map(({ issue }) =>
      removable(data, issue.path),
    );
    if (faults.some((path) => path.length < 2)) return undefined;
    data = pruning.without(data, faults);
  }
  return undefined;
}

/** A key that is missing leaves the keys around it without sense. */
function removable(data: unknown, path: Path): Path {
  let at = path;
  while (at.length > 0 && valueAt(data, at) === undefined) at = at.slice(0, -1);
  return at;
}

class Pruning {
  /** For each list, by its path in the document, the indices there of the items that are left. */
  private readonly kept = new Map<string, readonly number[]>();
  private readonly removed: Path[] = [];

  readonly origin = (path: Path): Path => {
    const whole: (string | number)[] = [];
    for (const step of path) {
      whole.push(typeof step === 'number' ? (this.kept.get(JSON.stringify(whole))?.[step] ?? step) : step);
    }
    return whole;
  };

  readonly isWhole = (path: Path): boolean =>
    !this.removed.some((gone) => path.every((step, index) => gone[index] === step));

  without(data: unknown, paths: readonly Path[]): unknown {
    const gone = new Set(paths.map((path) => JSON.stringify(path)));
    const lists: (readonly [string, readonly number[]])[] = [];
    const rebuilt = (value: unknown, path: Path): unknown => {
      if (value === null || typeof value !== 'object') return value;
      const left = Object.entries(value)
        .map(([key, item]) => [Array.isArray(value) ? Number(key) : key, item] as const)
        .filter(([key]) => !gone.has(JSON.stringify([...path, key])))
        .map(([key, item]) => [key, rebuilt(item, [...path, key])] as const);
      if (!Array.isArray(value)) return Object.fromEntries(left);
      const indices = left.map(([key]) => this.origin([...path, key]).at(-1) as number);
      lists.push([JSON.stringify(this.origin(path)), indices]);
      return left.map(([, item]) => item);
    };
    const rest = rebuilt(data, []);
    this.removed.push(...paths.map(this.origin));
    for (const [list, indices] of lists) this.kept.set(list, indices);
    return rest;
  }
}
