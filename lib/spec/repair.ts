import type { Path } from './issue';
import { isObject } from './plain-object';
import type { SchemaFault } from './renamed-keys';
import { valueAt } from './schema-faults';
import { isUnknownKey } from './unknown-key';

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

/** Lists whose items stand alone: one that cannot be read is left out and the rest is read. */
const SEPARATE_LISTS = ['tasks', 'sensors', 'artifacts', 'parameters', 'desired'];

/** Leaves out what cannot be read, and remembers what and where. */
export class Repair {
  private readonly tasks = new Set<string>();
  private readonly artifacts = new Set<string>();
  private readonly deployers = new Set<string>();
  private any = false;
  /** For each list, the index in the document of each item that is left. */
  private readonly kept = new Map<string, number[]>();
  /** Keys that were read as others, by their paths before items were left out; those around a key come before it. */
  private readonly moved: { readonly from: Path; readonly to: Path }[] = [];

  constructor(private document: unknown) {}

  /** The document with every key where it was meant, and nothing left out. */
  get meant(): unknown {
    return this.document;
  }

  broken(): BrokenNames {
    return { tasks: this.tasks, artifacts: this.artifacts, deployers: this.deployers, any: this.any };
  }

  readonly origin = (path: Path): Path => this.written(this.whole(path));

  readonly written = (path: Path): Path =>
    this.moved.reduceRight((at, { from, to }) => (startsWith(at, to) ? [...from, ...at.slice(to.length)] : at), path);

  /** The path in `meant` of a path in what is left of it. */
  private whole(path: Path): Path {
    const [top, list, index, ...rest] = path;
    if (top !== 'spec' || typeof list !== 'string' || typeof index !== 'number') return path;
    const original = this.kept.get(list)?.[index];
    return original === undefined ? path : [top, list, original, ...rest];
  }

  /** The document without what is at fault, or nothing if what is left could not be one. */
  without(data: unknown, faults: readonly SchemaFault[]): unknown {
    let rest = data;
    const dropped = new Map<string, Set<number>>();
    for (const fault of faults) {
      const { path } = fault.issue;
      const [top, list, index] = path;
      const moved = this.move(rest, fault);
      if (moved !== undefined) {
        rest = moved;
      } else if (isUnknownKey(fault.issue)) {
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

  /** The document with a key where it was meant; nothing if nobody can tell where, if it says nothing, or if there is one already. */
  private move(data: unknown, { issue: { code, path }, meant: to }: SchemaFault): unknown {
    // Where it is only a warning, what it says is left out, as the warning tells.
    if (to === undefined || code === 'MYL1004' || valueAt(data, path) === undefined) return undefined;
    if (valueAt(data, to) !== undefined || !isObject(valueAt(data, to.slice(0, -1)))) return undefined;
    const from = this.whole(path);
    const meant = this.whole(to);
    this.moved.push({ from, to: meant });
    this.document = movedAt(this.meant, from, meant);
    return movedAt(data, path, to);
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

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, i) => step === path[i]);
}

/** The same with what stands at one path at another one, which is free. */
function movedAt(data: unknown, from: Path, to: Path): unknown {
  return setAt(removeAt(data, from), to, valueAt(data, from));
}

function setAt(data: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(data)) {
    return data.map((item: unknown, index) => (index === step ? setAt(item, rest, value) : item));
  }
  const map = data as Readonly<Record<string, unknown>>;
  return { ...map, [step]: setAt(map[step], rest, value) };
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
