import type { Axon } from './axon';
import { checkAxon } from './check/axon';
import { checkNamesAmong } from './check/object-names';
import { partFaults } from './check/parts';
import { expandDesired } from './derive/desired';
import { hasErrors, issue, type Issue, type Path, type Position } from './issue';
import { substituteParameters, type ParameterValues } from './parameters';
import { parseSpec, type ParsedSpec } from './parse';
import { readableParts } from './parse-parts';
import { sortIssues } from './render';
import { NOTHING_BROKEN, type BrokenNames } from './repair';
import { resolveAxon } from './resolve/axon';
import type { SpannedIssue } from './resolve/scope';
import type { AxonSpec } from './schema/axon';
import { readSource, type SourceDocument } from './source';

export interface LoadOptions {
  /** What diagnostics call the text. */
  readonly file: string;
  /** Values that win over those of `spec.parameters`. */
  readonly parameters?: ParameterValues;
  /** Makes every warning an error. @default false */
  readonly strict?: boolean;
}

export interface LoadedAxon {
  /** As written, with `desired` not yet expanded. @default - too much is wrong with it */
  readonly spec?: AxonSpec;
  /** @default - it has errors */
  readonly axon?: Axon;
  readonly source: SourceDocument;
}

export interface Loaded {
  readonly axons: readonly LoadedAxon[];
  readonly issues: readonly Issue[];
}

export interface ResolvedSpec {
  /** @default - it has errors */
  readonly axon?: Axon;
  readonly issues: readonly Issue[];
}

/**
 * Reads the axons of a text: the door for everything that is written in a file. Gives every issue at once, each with its
 * place, in the order of the text. Never throws.
 */
export function loadAxons(text: string, options: LoadOptions): Loaded {
  const source = readSource(text, options.file);
  const issues: Issue[] = [...source.issues];
  if (source.documents.length === 0 && source.issues.length === 0) {
    const hint = 'an axon begins with apiVersion: myelin.io/v1alpha1 and kind: Axon';
    const fault = issue('MYL1007', [], 'there is no axon in the text, only blanks and comments', hint);
    issues.push({ ...fault, at: { file: options.file, line: 1, column: 1 } });
  }
  const axons = source.documents.map((document): LoadedAxon => {
    const loaded = loadDocument(document.data, options.parameters);
    issues.push(...loaded.issues.map((one) => locate(one, document)));
    const { spec, axon } = loaded;
    return { ...(spec === undefined ? {} : { spec }), ...(axon === undefined ? {} : { axon }), source: document };
  });
  const clashes = nameClashes(axons);
  issues.push(...clashes);
  const judged = options.strict === true ? issues.map(strictly) : issues;
  const kept =
    (options.strict === true && hasErrors(judged)) || clashes.length > 0
      ? axons.map(({ axon: _, ...rest }) => rest)
      : axons;
  return { axons: kept, issues: sortIssues(judged) };
}

/** A clash of two axons of a text is an error of neither by itself. */
function nameClashes(axons: readonly LoadedAxon[]): readonly Issue[] {
  const sound = axons.flatMap((loaded) => (loaded.axon === undefined ? [] : [{ loaded, axon: loaded.axon }]));
  if (sound.length < 2) return [];
  const found = checkNamesAmong(sound.map(({ axon }) => axon));
  return sound.flatMap(({ loaded }, index) => placeIssues(found[index] ?? [], loaded));
}

/** Resolves a document that is plain data in the form of YAML: the door for constructs. Never throws. */
export function resolveDocument(
  document: unknown,
  options: { readonly parameters?: ParameterValues } = {},
): ResolvedSpec & { readonly spec?: AxonSpec } {
  const { spec, axon, issues } = loadDocument(document, options.parameters);
  return {
    ...(spec === undefined ? {} : { spec }),
    ...(axon === undefined ? {} : { axon }),
    issues: issues.map(withoutSpan),
  };
}

/** Resolves a spec that has been parsed before: the door for what a ConfigMap or the journal kept. */
export function resolveSpec(spec: AxonSpec): ResolvedSpec {
  const { axon, issues } = resolveAndCheck(spec, NOTHING_BROKEN);
  return { ...(axon === undefined ? {} : { axon }), issues: issues.map(withoutSpan) };
}

/**
 * Resolves a spec that has been in force: whichever release let it pass, runs and versions go on with it, and what a stricter
 * check would say now keeps nobody from that.
 */
export function resolveKeptSpec(spec: AxonSpec): ResolvedSpec {
  const { axon, issues } = resolveExpanded(spec, NOTHING_BROKEN);
  return { ...(hasErrors(issues) ? {} : { axon }), issues: issues.map(withoutSpan) };
}

/**
 * Gives issues about a resolved axon (those of `unsupported`, or of a hand) their places in the text that it was loaded from.
 */
export function placeIssues(issues: readonly Issue[], loaded: LoadedAxon): readonly Issue[] {
  const origin = originIn(loaded);
  return issues.map((one) => locate({ ...one, path: origin(one.path) }, loaded.source));
}

/** Where a path of a resolved axon is written: what follows from `desired` stands there. */
export function originIn({ spec }: Pick<LoadedAxon, 'spec'>): (path: Path) => Path {
  return spec === undefined ? (path) => path : expandDesired(spec).origin;
}

interface LoadedDocument {
  readonly spec?: AxonSpec;
  readonly axon?: Axon;
  readonly issues: readonly SpannedIssue[];
}

function loadDocument(document: unknown, overrides: ParameterValues | undefined): LoadedDocument {
  const substituted = substituteParameters(document, overrides);
  const parsed = withoutParameters(parseSpec(substituted.data), substituted.issues);
  if (parsed.spec === undefined) return { issues: [...substituted.issues, ...parsed.issues] };
  const resolved = resolveAndCheck(parsed.spec, parsed.broken);
  const issues = [
    ...substituted.issues,
    ...parsed.issues,
    ...resolved.issues.map((one) => ({ ...one, path: parsed.origin(one.path) })),
  ];
  if (parsed.broken.any) issues.push(...faultsOfParts(parsed, issues));
  const { axon } = resolved;
  return { spec: parsed.spec, ...(axon === undefined || hasErrors(issues) ? {} : { axon }), issues };
}

/** A text in which a parameter is not known cannot be judged. */
function withoutParameters(parsed: ParsedSpec, unknown: readonly Issue[]): ParsedSpec {
  const places = new Set(unknown.map(({ path }) => JSON.stringify(path)));
  return { ...parsed, issues: parsed.issues.filter(({ path }) => !places.has(JSON.stringify(path))) };
}

/** A task with a wrong key is left out of the axon; what its other keys say is still judged. */
function faultsOfParts({ meant, broken, written }: ParsedSpec, told: readonly Issue[]): readonly SpannedIssue[] {
  const parts = readableParts(meant);
  if (parts === undefined) return [];
  const { issues } = resolveAndCheck(parts.spec, broken);
  const placed = issues
    .map((one) => ({ ...one, path: parts.origin(one.path) }))
    .filter(({ path }) => parts.isWhole(path))
    .map((one) => ({ ...one, path: written(one.path) }));
  return partFaults(placed, told);
}

function resolveAndCheck(
  spec: AxonSpec,
  broken: BrokenNames,
): { readonly axon?: Axon; readonly issues: readonly SpannedIssue[] } {
  const { axon, issues: resolving, origin } = resolveExpanded(spec, broken);
  const complete = !broken.any && !hasErrors(resolving);
  const checking = checkAxon(axon, complete).map((one) => ({ ...one, path: origin(one.path) }));
  const issues = withoutRepeats([...resolving, ...checking]);
  return { ...(hasErrors(issues) ? {} : { axon }), issues };
}

function resolveExpanded(
  spec: AxonSpec,
  broken: BrokenNames,
): { readonly axon: Axon; readonly issues: readonly SpannedIssue[]; readonly origin: (path: Path) => Path } {
  const expansion = expandDesired(spec);
  const { axon, issues: resolving } = resolveAxon(expansion.spec, broken);
  const found = resolving.map((one) => ({ ...one, path: expansion.origin(one.path) }));
  return { axon, issues: withoutRepeats([...expansion.issues, ...found]), origin: expansion.origin };
}

/** One wanted state expands to several sensors; what is wrong with it is said once. */
function withoutRepeats(issues: readonly SpannedIssue[]): readonly SpannedIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ code, path, message }) => {
    const id = JSON.stringify(path[1] === 'desired' ? [code, path] : [code, path, message]);
    return !seen.has(id) && seen.add(id);
  });
}

function withoutSpan({ span: _, ...rest }: SpannedIssue): Issue {
  return rest;
}

/** Faults of a key stand at the key, others at the value. */
const ABOUT_KEYS: readonly string[] = ['MYL1004', 'MYL1008', 'MYL1014'];

function locate(found: SpannedIssue, document: SourceDocument): Issue {
  const { span, ...rest } = found;
  const at: Position = document.positionOf(rest.path, ABOUT_KEYS.includes(rest.code) ? 'key' : 'value', span);
  return { ...rest, at };
}

/** A warning as an error. */
export function strictly(one: Issue): Issue {
  return one.severity === 'warning' ? { ...one, severity: 'error' } : one;
}
