import type { ModelGraph, Task } from '../axon';
import { issue, type Issue, type Path } from '../issue';
import type { IssueCode } from '../issue-codes';
import { didYouMean } from '../lang/closest';
import { parseDuration } from '../lang/duration';
import type { Parsed } from '../lang/fault';
import type { BrokenNames } from '../repair';

/** An issue inside an expression: `span` counts characters from the start of the text at `path`. */
export interface SpannedIssue extends Issue {
  readonly span?: readonly [from: number, to: number];
}

const MOST_SUGGESTIONS = 100;
const MOST_CANDIDATES = 500;

/**
 * What resolving one axon shares: the faults found so far, and the names that can be referred to.
 *
 * - Every fault is reported once; resolving goes on behind it with what is left.
 * - A reference to something that was left out of the spec, because it could not be read, is not a fault.
 */
export class Scope {
  readonly issues: SpannedIssue[] = [];
  readonly tasks = new Map<string, Task>();
  readonly deployers = new Map<string, ModelGraph>();
  private readonly brokenTasks: Set<string>;
  private suggestions = 0;

  constructor(
    readonly axonName: string,
    readonly broken: BrokenNames,
  ) {
    this.brokenTasks = new Set(broken.tasks);
  }

  report(code: IssueCode, path: Path, message: string, hint?: string): void {
    this.issues.push(issue(code, path, message, hint));
  }

  /** The value, or nothing once the faults are reported under `code`. */
  read<T>(parsed: Parsed<T>, code: IssueCode, path: Path): T | undefined {
    if (parsed.ok) return parsed.value;
    for (const { message, hint, from, to } of parsed.faults) {
      this.issues.push({ ...issue(code, path, message, hint), span: [from, to] });
    }
    return undefined;
  }

  duration(source: string | undefined, path: Path): number | undefined {
    return source === undefined ? undefined : this.read(parseDuration(source), 'MYL1504', path);
  }

  /** The task that `name` refers to, of one of `kinds`. */
  task<K extends Task['kind']>(
    name: string,
    path: Path,
    kinds: readonly K[],
    wanted: string,
  ): Extract<Task, { kind: K }> | undefined {
    const task = this.tasks.get(name);
    if (task === undefined) {
      if (!this.brokenTasks.has(name)) this.unknown('task', name, path, this.tasks.keys());
      return undefined;
    }
    if ((kinds as readonly string[]).includes(task.kind)) return task as Extract<Task, { kind: K }>;
    this.report('MYL1105', path, `${wanted}, got ${name}, a ${task.kind} task`, kindHint(task.kind));
    return undefined;
  }

  deployer(name: string, path: Path): ModelGraph | undefined {
    const found = this.deployers.get(name);
    if (found === undefined && !this.broken.deployers.has(name)) {
      this.unknown('deployer', name, path, this.deployers.keys());
    }
    return found;
  }

  unknown(what: string, name: string, path: Path, known: Iterable<string>): void {
    const names = [...known];
    const all =
      names.length === 0 ? `no ${what} is defined` : names.length > 8 ? undefined : `defined: ${names.join(', ')}`;
    this.report('MYL1101', path, `unknown ${what} ${name}`, this.suggest(name, names) ?? all);
  }

  /** Comparing names costs time for each pair of them, so a document with hundreds of faults gets fewer suggestions. */
  suggest(name: string, names: readonly string[]): string | undefined {
    if (this.suggestions >= MOST_SUGGESTIONS) return undefined;
    this.suggestions++;
    return didYouMean(name, names.slice(0, MOST_CANDIDATES));
  }

  /** Reports names that are used twice in one list; gives the first item of each name. */
  unique<T extends { readonly name: string }>(items: readonly T[], what: string, path: Path): readonly T[] {
    const seen = new Map<string, string>();
    return items.filter(({ name }, index) => {
      const lowered = lowerName(name);
      const earlier = seen.get(lowered);
      if (earlier === undefined) {
        seen.set(lowered, name);
        return true;
      }
      const at = [...path, index, 'name'];
      const message =
        earlier === name
          ? `the ${what} ${name} is defined twice`
          : `the names ${earlier} and ${name} are both ${lowered} in Kubernetes`;
      this.report('MYL1010', at, message, 'rename one of them');
      return false;
    });
  }

  /** A task that was left out while resolving: references to it say nothing more. */
  forgetTask(name: string): void {
    this.brokenTasks.add(name);
  }
}

function kindHint(kind: Task['kind']): string {
  switch (kind) {
    case 'deploy':
      return 'a deploy task is served by a deployer that names it as a backend';
    case 'train':
      return 'start it with trainer';
    case 'container':
    case 'spark':
      return 'start it with resourceExecutor';
  }
}

/** A name as it appears in the names of Kubernetes objects. */
export function lowerName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
}
