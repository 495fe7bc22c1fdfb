import type { Axon } from '../../spec/axon';
import { parseCel, type CelExpression } from '../../spec/lang/cel';
import { didYouMean } from '../../spec/lang/closest';
import type { AxonView, DeployerView, MoveView, SensorView, TaskView, VersionView } from '../../engine/view/axon-view';
import { CliError, EXIT } from '../exit';

/** The expression of `--until`, over the state as `myelin get NAME -o json` prints it. @throws CliError */
export function parseUntil(source: string): CelExpression {
  const parsed = parseCel(source, { variables: Object.keys(STATE) });
  if (!parsed.ok) throw untilFault(source, parsed.faults);
  return parsed.value;
}

/** An expression about something that the axon does not have would never hold. @throws CliError */
export function refuseUnknownNames(until: CelExpression, axon: Axon): void {
  const faults = until.paths.flatMap(({ members, from }) => {
    const fault = unknownMember(members, axon);
    return fault === undefined ? [] : [{ ...fault, from }];
  });
  if (faults.length > 0) throw untilFault(until.source, faults);
}

/** The parts of the state that the expression reads. */
export function partsOf({ paths }: CelExpression): ReadonlySet<keyof AxonView> {
  return new Set(paths.flatMap(({ members: [part] }) => (isPart(part) ? [part] : [])));
}

function isPart(name: string | undefined): name is keyof AxonView {
  return name !== undefined && Object.hasOwn(STATE, name);
}

/** What is not there yet makes the expression fail, which is not holding. @param state - the parts that it reads */
export function holds(until: CelExpression, state: Partial<AxonView>): boolean {
  const answer = until.evaluate({ ...state });
  return answer.ok && answer.value;
}

interface Fault {
  readonly message: string;
  readonly hint?: string;
  readonly from: number;
}

function untilFault(source: string, faults: readonly Fault[]): CliError {
  const lines = faults.map(({ message, hint, from }) => `  at ${from + 1}: ${message}${hint ? `; ${hint}` : ''}`);
  return new CliError(`myelin: --until ${source}\n${lines.join('\n')}`, EXIT.usage);
}

function unknownMember(members: readonly string[], axon: Axon): Omit<Fault, 'from'> | undefined {
  let place: Place | undefined = { what: 'variable', members: () => STATE };
  for (const member of members) {
    if (place === undefined) return undefined;
    const known: Members = place.members(axon);
    if (!Object.hasOwn(known, member)) {
      const names = Object.keys(known);
      const all = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`;
      return { message: `there is no ${place.what} ${member}`, hint: didYouMean(member, names) ?? all };
    }
    place = known[member];
  }
  return undefined;
}

/** What a part of the state is called, and its members; a member that is undefined may be anything. */
interface Place {
  readonly what: string;
  readonly members: (axon: Axon) => Members;
}

type Members = Readonly<Record<string, Place | undefined>>;

/** Every key of a type, so that a key that is added or renamed is noticed here. */
type Keys<T> = Record<keyof T, Place | undefined>;

const record = (what: string, members: Members): Place => ({ what, members: () => members });

const named = (what: string, names: (axon: Axon) => Iterable<string>, each?: Place): Place => ({
  what,
  members: (axon) => Object.fromEntries([...names(axon)].map((name) => [name, each])),
});

const TASK = record('key of a task', {
  kind: undefined,
  phase: undefined,
  runs: undefined,
  metrics: undefined,
  reason: undefined,
} satisfies Keys<TaskView>);

const SENSOR = record('key of a sensor', {
  pending: undefined,
  held: undefined,
  paused: undefined,
  gated: undefined,
  lastRun: undefined,
} satisfies Keys<Required<SensorView>>);

const VERSION = record('key of a version', {
  name: undefined,
  version: undefined,
  phase: undefined,
  index: undefined,
  standsBy: undefined,
  metrics: undefined,
  trainings: undefined,
  createdAt: undefined,
  reason: undefined,
} satisfies Keys<Required<VersionView>>);

const MOVE = record('key of a move', {
  kind: undefined,
  version: undefined,
  by: undefined,
  reason: undefined,
} satisfies Keys<MoveView>);

const DEPLOYER = record('key of a deployer', {
  newest: VERSION,
  versions: undefined,
  move: MOVE,
} satisfies Keys<Required<DeployerView>>);

const STATE: Members = {
  axon: undefined,
  spec: undefined,
  status: undefined,
  tasks: named('task', ({ tasks }) => tasks.keys(), TASK),
  sensors: named('sensor', ({ sensors }) => sensors.map(({ name }) => name), SENSOR),
  alerts: named('alert', alertNames),
  deployers: named('deployer', ({ deployers }) => deployers.keys(), DEPLOYER),
  runs: undefined,
  waits: undefined,
} satisfies Keys<AxonView>;

function alertNames({ sensors }: Axon): string[] {
  return sensors.flatMap(({ triggers }) => triggers.flatMap(({ kind, name }) => (kind === 'alert' ? [name] : [])));
}
