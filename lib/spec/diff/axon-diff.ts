import { accessLines } from './access-lines';
import { DOCUMENT_RULES, isSecurity, subjectOf } from './document-rules';
import { madeNames, meaningOf, type ComparedAxon } from './meaning';
import { hider, hideIn, secretValues } from './secrets';
import { SENSOR_RULES } from './sensor-rules';
import { SERVING_RULES } from './serving-rules';
import { STORE_RULES } from './store-rules';
import { TASK_RULES } from './task-rules';
import { tell, type DiffLine, type Telling } from './tell';
import type { Branch } from './tree';

export type { ComparedAxon } from './meaning';

/** One thing that differs between two axons, as a person would say it. */
export interface AxonChange extends DiffLine {
  /** Whether it follows from a change of `desired`. @default false */
  readonly expanded?: boolean;
}

/** An axon in two states; one of them is absent where it was added or removed. */
export interface AxonDiff {
  readonly axon: string;
  readonly status: 'added' | 'removed' | 'changed' | 'same';
  readonly changes: readonly AxonChange[];
}

const TELLING: Telling = {
  rules: [...DOCUMENT_RULES, ...TASK_RULES, ...SENSOR_RULES, ...SERVING_RULES, ...STORE_RULES],
  subject: subjectOf,
  isSecurity,
};

const NOTHING: Branch = { tasks: {}, sensors: {}, deployers: {}, artifacts: {}, parameters: {}, desired: {} };

/**
 * What differs between two lists of axons, in the order of the later one.
 *
 * - Axons are the same by their names; where there is one on each side, these two are compared whatever they are called.
 * - Secrets are in neither texts nor values.
 */
export function diffAxons(before: readonly ComparedAxon[], after: readonly ComparedAxon[]): readonly AxonDiff[] {
  const [onlyBefore, onlyAfter] = [before[0], after[0]];
  if (before.length === 1 && after.length === 1 && onlyBefore && onlyAfter) return [diffAxon(onlyBefore, onlyAfter)];
  const idOf = ({ axon }: ComparedAxon) => `${axon.namespace ?? ''}/${axon.name}`;
  const old = new Map(before.map((one) => [idOf(one), one]));
  const now = new Set(after.map(idOf));
  return [
    ...after.map((one) => diffAxon(old.get(idOf(one)), one)),
    ...before.filter((one) => !now.has(idOf(one))).map((one) => diffAxon(one, undefined)),
  ];
}

/** What differs between an axon and what it was; without one of them, all that it has. */
export function diffAxon(before: ComparedAxon | undefined, after: ComparedAxon | undefined): AxonDiff {
  const sides = [before, after].flatMap((side) => (side === undefined ? [] : [side]));
  const meaning = (side: ComparedAxon | undefined) => (side === undefined ? NOTHING : meaningOf(side));
  const name = (after ?? before)?.axon.name ?? '';
  const hide = hider(sides.flatMap(({ spec }) => [...secretValues(spec)]));
  const made = [after, before].map((side) => (side === undefined ? {} : madeNames(side)));
  const told =
    before !== undefined && after !== undefined
      ? [...tell(meaning(before), meaning(after), TELLING), ...accessLines(before.axon, after.axon)]
      : tell(partOf(meaning(before)), partOf(meaning(after)), TELLING);
  const changes = told.map((line): AxonChange => ({
    ...line,
    text: hide(line.text),
    ...('before' in line ? { before: hideIn(line.before, hide) } : {}),
    ...('after' in line ? { after: hideIn(line.after, hide) } : {}),
    ...(made.some((names) => isMade(line.path, names)) ? { expanded: true } : {}),
  }));
  const status =
    before === undefined ? 'added' : after === undefined ? 'removed' : changes.length > 0 ? 'changed' : 'same';
  return { axon: name, status, changes };
}

/** Of an axon that is new or gone the parts that have names, and what counts for security; the rest follows from there being one. */
function partOf(meaning: Branch): Branch {
  const { tasks, sensors, deployers, artifacts, parameters, desired, serviceAccountName, podPatch, imagePullSecrets } =
    meaning;
  const { network, volume } = meaning;
  return {
    tasks,
    sensors,
    deployers,
    artifacts,
    parameters,
    desired,
    serviceAccountName,
    podPatch,
    imagePullSecrets,
    network,
    volume,
  };
}

function isMade(
  [list = '', name = '']: readonly string[],
  names: Readonly<Record<string, ReadonlySet<string>>>,
): boolean {
  return Object.hasOwn(names, list) && names[list]?.has(name) === true;
}
