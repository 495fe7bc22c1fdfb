import { issue, type Issue, type Path } from './issue';
import { didYouMean } from './lang/closest';
import { API_VERSION, axonDocument, type AxonSpec } from './schema/axon';
import { schemaFaults, show, valueAt } from './schema-faults';
import { outline, type OutlineEntry } from './schema-outline';

/** Names of things that were written but could not be read: a reference to one of them is not a fault of its own. */
export interface BrokenNames {
  readonly tasks: ReadonlySet<string>;
  readonly artifacts: ReadonlySet<string>;
  readonly deployers: ReadonlySet<string>;
  /** Whether anything was left out of the spec; what follows from absence cannot be told then. */
  readonly any: boolean;
}

export const NOTHING_BROKEN: BrokenNames = {
  tasks: new Set(),
  artifacts: new Set(),
  deployers: new Set(),
  any: false,
};

export interface ParsedSpec {
  /** @default - so much is wrong that nothing is left to resolve */
  readonly spec?: AxonSpec;
  readonly issues: readonly Issue[];
  readonly broken: BrokenNames;
  /** The path in the document of a path in the spec: items that cannot be read are left out, so indices move. */
  readonly origin: (path: Path) => Path;
}

/** Lists whose items stand alone: one that cannot be read is left out and the rest is read. */
const SEPARATE_LISTS = ['tasks', 'sensors', 'artifacts', 'parameters', 'desired'];

/** Each round repairs what the last one found; faults that transforms hide come out in the second. */
const MOST_ROUNDS = 8;

/**
 * Reads a document as a spec: shapes checked, tags set, names not yet references. Gives all faults at once.
 *
 * - Unknown keys are told and left out.
 * - A broken task, sensor, artifact, parameter or desired state is told and left out; its name is remembered.
 */
export function parseSpec(document: unknown): ParsedSpec {
  const unreadable = (fault: Issue): ParsedSpec => ({
    issues: [fault],
    broken: { ...NOTHING_BROKEN, any: true },
    origin: (path) => path,
  });
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    return unreadable(issue('MYL1007', [], `the document is not an axon, got ${show(document)}`, HEADER));
  }
  const { apiVersion, kind } = document as Record<string, unknown>;
  if (kind !== 'Axon') {
    const hint = typeof kind === 'string' ? (didYouMean(kind, ['Axon']) ?? HEADER) : HEADER;
    const got = kind === undefined || kind === null ? 'it has no kind' : `got kind ${show(kind)}`;
    return unreadable(issue('MYL1007', ['kind'], `the document is not an axon, ${got}`, hint));
  }
  const issues: Issue[] = [];
  let data: unknown = document;
  if (apiVersion !== API_VERSION) {
    const message = `this release reads ${API_VERSION}, got apiVersion ${show(apiVersion)}`;
    issues.push(issue('MYL1007', ['apiVersion'], message, `write apiVersion: ${API_VERSION}`));
    data = { ...document, apiVersion: API_VERSION };
  }

  const repair = new Repair();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const result = axonDocument.safeParse(data, { jitless: true });
    if (result.success) {
      const spec = withoutUndefined(result.data) as AxonSpec;
      return { spec, issues: mergeChoices(issues), broken: repair.broken(), origin: (path) => repair.origin(path) };
    }
    const faults = schemaFaults(result.error.issues, data, schemaOutline());
    for (const fault of faults) issues.push({ ...fault, path: repair.origin(fault.path) });
    data = repair.without(data, faults);
    if (data === undefined) break;
  }
  return {
    issues: mergeChoices(issues),
    broken: { ...repair.broken(), any: true },
    origin: (path) => repair.origin(path),
  };
}

const HEADER = `an axon begins with apiVersion: ${API_VERSION} and kind: Axon`;

let known: readonly OutlineEntry[] | undefined;

/** Every key of the language, computed once. */
export function schemaOutline(): readonly OutlineEntry[] {
  return (known ??= outline(axonDocument));
}

/** Leaves out what cannot be read, and remembers what and where. */
class Repair {
  private readonly tasks = new Set<string>();
  private readonly artifacts = new Set<string>();
  private readonly deployers = new Set<string>();
  private any = false;
  /** For each list, the index in the document of each item that is left. */
  private readonly kept = new Map<string, number[]>();

  broken(): BrokenNames {
    return { tasks: this.tasks, artifacts: this.artifacts, deployers: this.deployers, any: this.any };
  }

  origin(path: Path): Path {
    const [top, list, index, ...rest] = path;
    if (top !== 'spec' || typeof list !== 'string' || typeof index !== 'number') return path;
    const original = this.kept.get(list)?.[index];
    return original === undefined ? path : [top, list, original, ...rest];
  }

  /** The document without what is at fault, or nothing if what is left could not be one. */
  without(data: unknown, faults: readonly Issue[]): unknown {
    let rest = data;
    const dropped = new Map<string, Set<number>>();
    for (const { code, path } of faults) {
      const [top, list, index] = path;
      if (code === 'MYL1004') {
        rest = removeAt(rest, path);
      } else if (top === 'spec' && SEPARATE_LISTS.includes(String(list)) && typeof index === 'number') {
        dropped.set(String(list), (dropped.get(String(list)) ?? new Set()).add(index));
      } else if (top === 'spec' && list !== undefined) {
        rest = removeAt(rest, ['spec', list]);
        this.any = true;
      } else if (top === 'metadata') {
        rest = { ...(rest as object), metadata: { name: 'axon' } };
        this.any = true;
      } else return undefined;
    }
    for (const [list, indices] of dropped) rest = this.dropItems(rest, list, indices);
    return rest;
  }

  private dropItems(data: unknown, list: string, indices: ReadonlySet<number>): unknown {
    const { spec } = data as { spec: Record<string, unknown[]> };
    const items = spec[list] ?? [];
    const before = this.kept.get(list) ?? items.map((_, index) => index);
    this.kept.set(
      list,
      before.filter((_, index) => !indices.has(index)),
    );
    this.any = true;
    for (const index of indices) this.remember(list, items[index]);
    const left = items.filter((_, index) => !indices.has(index));
    return { ...(data as object), spec: { ...spec, [list]: left } };
  }

  private remember(list: string, item: unknown): void {
    const name = valueAt(item, ['name']);
    if (typeof name === 'string') {
      if (list === 'tasks') this.tasks.add(name);
      if (list === 'artifacts') this.artifacts.add(name);
      if (list === 'desired') this.deployers.add(name);
    }
    const actions = list === 'sensors' ? valueAt(item, ['tasks']) : undefined;
    for (const action of Array.isArray(actions) ? actions : []) {
      const deployer = valueAt(action, ['deployer', 'name']);
      if (typeof deployer === 'string') this.deployers.add(deployer);
    }
  }
}

function removeAt(data: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined || data === null || typeof data !== 'object') return data;
  if (Array.isArray(data)) {
    return data.map((item: unknown, index) => (index === step ? removeAt(item, rest) : item));
  }
  const entries = Object.entries(data);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([key]) => key !== step));
  return Object.fromEntries(entries.map(([key, value]) => [key, key === step ? removeAt(value, rest) : value]));
}

/** An unknown key that is nearly one of the missing choices is the same fault, told once. */
function mergeChoices(issues: readonly Issue[]): readonly Issue[] {
  const merged = new Set<Issue>();
  const told = issues.map((fault) => {
    if (fault.code !== 'MYL1006' || !fault.message.startsWith('expected one of')) return fault;
    const written = issues.find(
      ({ code, path, hint }) =>
        code === 'MYL1004' &&
        path.length === fault.path.length + 1 &&
        fault.path.every((step, i) => step === path[i]) &&
        hint?.startsWith('did you mean') === true &&
        fault.message.split(/[ ,]+/).includes(hint.replace('did you mean ', '')),
    );
    if (written === undefined) return fault;
    merged.add(written);
    const message = `${fault.message}, got the unknown key ${String(written.path.at(-1))}`;
    return { ...fault, path: written.path, message, ...(written.hint === undefined ? {} : { hint: written.hint }) };
  });
  return told.filter((fault) => !merged.has(fault));
}

/** Plain data without keys that hold nothing, so that equal specs are deeply equal however they were written. */
function withoutUndefined(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map(withoutUndefined);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const map = value as Readonly<Record<string, unknown>>;
  const kept: (readonly [string, unknown])[] = [];
  let changed = false;
  for (const key of Object.keys(map)) {
    const item = withoutUndefined(map[key]);
    changed ||= item !== map[key] || item === undefined;
    if (item !== undefined) kept.push([key, item]);
  }
  return changed ? Object.fromEntries(kept) : map;
}
