import { STORE_MOUNT } from '../../spec/derive/store-layout';
import { isReservedVariable } from '../../spec/derive/variable-name';
import type { EnvVar } from '../../spec/schema/workload';
import { expandEventText } from '../../engine/event-text';
import type { Consumed } from '../../engine/journal';
import { literal } from '../../engine/references';
import type { Variables } from '../../engine/task-environment';
import { withoutDoubles } from './without-doubles';

/** What the environment of a copied container is made of, beside what lies at rest. */
export interface CopiedEnvironment {
  /** Names that the task's author gives, which beat what is injected. */
  readonly own: ReadonlySet<string>;
  /** Of the action: it beats the task. */
  readonly action: readonly EnvVar[];
  readonly injected: Variables;
  readonly loop: Variables;
  readonly consumed: readonly Consumed[];
}

/**
 * The environment of a task's container in one attempt.
 *
 * - Injected, then what lies at rest, then the action's, then `MYELIN_*`: the later wins, and may refer to the earlier.
 * - A path at rest stands for the one of the attempt, unless the author wrote it, or a patch made it another.
 */
export function copiedEnvironment(atRest: readonly EnvVar[], given: CopiedEnvironment): readonly EnvVar[] {
  const { own, action, injected, loop, consumed } = given;
  const isPlace = ({ name, value }: EnvVar) => Object.hasOwn(injected, name) && value === STORE_MOUNT && !own.has(name);
  const said = [
    ...atRest.filter((one) => !isPlace(one)),
    ...action.filter(({ name }) => !isReservedVariable(name)),
  ].filter(({ name }) => !Object.hasOwn(loop, name));
  return withoutDoubles([...variables(injected), ...said.map((one) => expanded(one, consumed)), ...variables(loop)]);
}

/** As variables whose text the kubelet leaves as it is. */
export function variables(values: Variables): readonly EnvVar[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: literal(value) }));
}

function expanded(variable: EnvVar, consumed: readonly Consumed[]): EnvVar {
  return variable.value === undefined
    ? variable
    : { ...variable, value: expandEventText(variable.value, consumed, literal) };
}
