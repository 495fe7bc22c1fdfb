import { issue, type Issue, type Path } from './issue';
import { didYouMean } from './lang/closest';
import { mergeRenamed, type SchemaFault } from './renamed-keys';
import { NOTHING_BROKEN, Repair, type BrokenNames } from './repair';
import { API_VERSION, axonDocument, type AxonSpec } from './schema/axon';
import { schemaFaults, show } from './schema-faults';
import { outline, type OutlineEntry } from './schema-outline';

export interface ParsedSpec {
  /** @default - so much is wrong that nothing is left to resolve */
  readonly spec?: AxonSpec;
  readonly issues: readonly Issue[];
  readonly broken: BrokenNames;
  /** The path in the document of a path in the spec: items that cannot be read are left out, so indices move. */
  readonly origin: (path: Path) => Path;
  /** The document with every key where it was meant, and nothing left out. */
  readonly meant: unknown;
  /** The path in the document of a path in `meant`. */
  readonly written: (path: Path) => Path;
}

/** Each round repairs what the last one found; faults that transforms hide come out in the second. */
const MOST_ROUNDS = 8;

/**
 * Reads a document as a spec: shapes checked, tags set, names not yet references. Gives all faults at once.
 *
 * - Unknown keys are told and left out. One that is nearly a known key is read as that one where it decides what runs, and
 *   where that one is required and missing, so that it hides nothing.
 * - A broken task, sensor, artifact, parameter or desired state is told and left out; its name is remembered.
 */
export function parseSpec(document: unknown): ParsedSpec {
  const unreadable = (...issues: readonly Issue[]): ParsedSpec => ({
    issues,
    broken: { ...NOTHING_BROKEN, any: true },
    origin: (path) => path,
    meant: document,
    written: (path) => path,
  });
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    return unreadable(issue('MYL1007', [], `the document is not an axon, got ${show(document)}`, HEADER));
  }
  const { apiVersion, kind } = document as Record<string, unknown>;
  const ofAnotherRelease = apiVersion === API_VERSION ? [] : [anotherRelease(apiVersion)];
  if (kind !== 'Axon') {
    const meant = typeof kind === 'string' ? didYouMean(kind, ['Axon']) : undefined;
    const got = kind === undefined || kind === null ? 'it has no kind' : `got kind ${show(kind)}`;
    const fault = issue('MYL1007', ['kind'], `the document is not an axon, ${got}`, meant ?? HEADER);
    return meant === undefined ? unreadable(fault) : unreadable(...ofAnotherRelease, fault);
  }
  const found: SchemaFault[] = [];
  const issues = () => mergeRenamed(found, 'MYL1006').map((fault) => fault.issue);
  let data: unknown = document;
  if (ofAnotherRelease.length > 0) {
    found.push(...ofAnotherRelease.map((fault) => ({ issue: fault })));
    data = { ...document, apiVersion: API_VERSION };
  }

  const repair = new Repair(data);
  const { origin, written } = repair;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const result = axonDocument.safeParse(data, { jitless: true });
    if (result.success) {
      const spec = withoutUndefined(result.data) as AxonSpec;
      return { spec, issues: issues(), broken: repair.broken(), origin, meant: repair.meant, written };
    }
    const faults = schemaFaults(result.error.issues, data, schemaOutline());
    found.push(...faults.map((fault) => placed(fault, origin)));
    data = repair.without(data, faults);
    if (data === undefined) break;
  }
  return {
    issues: issues(),
    broken: { ...repair.broken(), any: true },
    origin,
    meant: repair.meant,
    written,
  };
}

const HEADER = `an axon begins with apiVersion: ${API_VERSION} and kind: Axon`;

function anotherRelease(apiVersion: unknown): Issue {
  const message = `this release reads ${API_VERSION}, got apiVersion ${show(apiVersion)}`;
  return issue('MYL1007', ['apiVersion'], message, `write apiVersion: ${API_VERSION}`);
}

let known: readonly OutlineEntry[] | undefined;

/** Every key of the language, computed once. */
export function schemaOutline(): readonly OutlineEntry[] {
  return (known ??= outline(axonDocument));
}

/** The same, where the document says it. */
function placed({ issue: fault, meant, missing }: SchemaFault, origin: (path: Path) => Path): SchemaFault {
  return {
    issue: { ...fault, path: origin(fault.path) },
    ...(meant === undefined ? {} : { meant: origin(meant) }),
    ...(missing === undefined ? {} : { missing: missing.map(origin) }),
  };
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
