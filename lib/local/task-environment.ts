import type { EnvVar } from '../spec/schema/workload';
import type { StoreLayout } from '../spec/derive/store-layout';
import { isReservedVariable } from '../spec/derive/variable-name';
import { expandEventText } from '../engine/event-text';
import type { Consumed } from '../engine/journal';
import { expandReferences, literal } from '../engine/references';
import { injectedVariables, loopVariables, type TaskFacts, type Variables } from '../engine/task-environment';

/** What the environment of a process is made of. */
export interface ProcessFacts extends TaskFacts {
  readonly consumed: readonly Consumed[];
  /** Of the task, then of the action: the later wins. */
  readonly own: readonly EnvVar[];
  /** The control surface's address for this axon; ends in a slash. */
  readonly url: string;
  readonly token: string;
  /** The file for final metrics. */
  readonly result: string;
}

/**
 * The environment of a task process, as the language promises it: injected names, then the task's own, which beat all
 * but `MYELIN_*`, of which the axon gives none. A value may refer to what stands before it: `$(NAME)`.
 *
 * @param secret - value of a variable that is not written out (`valueFrom`); undefined leaves the variable away
 */
export function taskEnvironment(
  given: ProcessFacts,
  layout: StoreLayout,
  secret: (variable: EnvVar) => string | undefined,
): Variables {
  const variables = injectedVariables(given, layout);
  const { url, token, result } = given;
  const last = { ...loopVariables(given, layout), MYELIN_URL: url, MYELIN_TOKEN: token, MYELIN_RESULT: result };
  for (const variable of given.own) {
    if (isReservedVariable(variable.name)) continue;
    const value = valueOf(variable, given.consumed, variables, secret);
    if (value !== undefined) variables[variable.name] = value;
  }
  return { ...variables, ...last };
}

function valueOf(
  variable: EnvVar,
  consumed: readonly Consumed[],
  before: Variables,
  secret: (variable: EnvVar) => string | undefined,
): string | undefined {
  if (variable.valueFrom !== undefined) return secret(variable);
  return expandReferences(expandEventText(variable.value ?? '', consumed, literal), before);
}
