import { formatPath } from '../issue';
import { HIDDEN, withoutSecret } from './secrets';
import { keyed, keysOfBoth, isBranch, same, child, type Branch } from './tree';
import { show, showChange, showShort } from './show';

/** One difference, told. */
export interface Told {
  readonly text: string;
  /** Whether it widens or narrows what the axon may do or reach. @default false */
  readonly security?: boolean;
}

/** A difference with its place and both values. */
export interface DiffLine extends Told {
  /** Names and keys from the top: `tasks`, `Train`, `image`. */
  readonly path: readonly string[];
  /** @default - there was none */
  readonly before?: unknown;
  /** @default - there is none */
  readonly after?: unknown;
}

/** Two subtrees that differ, where a rule can look at them. */
export interface Change {
  readonly path: readonly string[];
  /** What the `*` of the rule stand for. */
  readonly names: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  readonly root: { readonly before: Branch; readonly after: Branch };
  /** What there is to tell of the keys inside; only of some, or all but some. */
  readonly inside: (options?: {
    readonly only?: readonly string[];
    readonly not?: readonly string[];
  }) => readonly DiffLine[];
}

/** How differences at a place are told; a place for which there is no rule is told by its path and both values. */
export interface Rule {
  /** Keys with `*` for any: `tasks.*.image`. */
  readonly at: string;
  /** @returns nothing where the general words will do */
  readonly tell: (change: Change) => readonly (Told | DiffLine)[] | undefined;
}

export interface Telling {
  readonly rules: readonly Rule[];
  /** Begins a line about a place that has no rule, and says which part of the path that covers. */
  readonly subject: (path: readonly string[]) => { readonly words: string; readonly covers: number };
  /** Whether what stands at a place counts for security, unless its rule says. */
  readonly isSecurity: (path: readonly string[], before: unknown, after: unknown) => boolean;
  /** Whether long values are told to their end. @default false */
  readonly whole?: boolean;
}

/**
 * Every difference between two trees, told.
 *
 * - Equal trees give nothing; trees that differ anywhere give at least one line.
 */
export function tell(before: Branch, after: Branch, telling: Telling): readonly DiffLine[] {
  const rules = telling.rules.map((rule) => ({ ...rule, pattern: rule.at.split('.') }));

  const visit = (path: readonly string[], a: unknown, b: unknown): readonly DiffLine[] => {
    if (same(a, b)) return [];
    const told = ruleLines(path, a, b);
    if (told !== undefined && told.length > 0) return told;
    const [left, right] = [keyed(a), keyed(b)];
    if (isBranch(left) && isBranch(right)) return insideOf(path, left, right);
    const text = generalWords(path, withoutSecret(path, a), withoutSecret(path, b), telling);
    return [line(path, a, b, { text })];
  };

  const insideOf = (path: readonly string[], a: unknown, b: unknown): readonly DiffLine[] =>
    keysOfBoth(a, b).flatMap((key) => visit([...path, key], child(a, key), child(b, key)));

  const ruleLines = (path: readonly string[], a: unknown, b: unknown): readonly DiffLine[] | undefined => {
    for (const { pattern, tell: say } of rules) {
      if (!fits(pattern, path)) continue;
      const told = say({
        path,
        names: pattern.flatMap((step, index) => (step === '*' ? [path[index] ?? ''] : [])),
        before: a,
        after: b,
        root: { before, after },
        inside: ({ only, not = [] } = {}) =>
          keysOfBoth(a, b)
            .filter((key) => (only === undefined || only.includes(key)) && !not.includes(key))
            .flatMap((key) => visit([...path, key], child(a, key), child(b, key))),
      });
      if (told !== undefined) return told.map((one) => ('path' in one ? one : line(path, a, b, one)));
    }
    return undefined;
  };

  const line = (path: readonly string[], a: unknown, b: unknown, told: Told): DiffLine => ({
    text: told.text,
    ...((told.security ?? telling.isSecurity(path, a, b)) ? { security: true } : {}),
    path,
    ...(a === undefined ? {} : { before: withoutSecret(path, a) }),
    ...(b === undefined ? {} : { after: withoutSecret(path, b) }),
  });

  return visit([], before, after);
}

/** A path as people write it: positions in brackets. */
export function placeWords(path: readonly string[]): string {
  return formatPath(path.map((step) => (/^\d+$/.test(step) ? Number(step) : step)));
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((step, index) => step === '*' || step === path[index]);
}

function generalWords(path: readonly string[], before: unknown, after: unknown, { subject, whole }: Telling): string {
  const { words, covers } = subject(path);
  const place = [words, placeWords(path.slice(covers))].filter((part) => part !== '').join(' ');
  if (before === undefined) return `${place} ${showShort(after, whole)} added`;
  if (after === undefined) return `${place} ${showShort(before, whole)} removed`;
  if (before === HIDDEN && after === HIDDEN) return `${place} changed ${HIDDEN}`;
  // A value and its text are different things to some readers, and look alike.
  if (show(before) === show(after)) return `${place} ${JSON.stringify(before)} became ${JSON.stringify(after)}`;
  return `${place} ${showChange(before, after, whole)}`;
}
