import type { ParameterValue } from '../../spec/derive/search-space';
import type { TrialPlan } from './trial';

type Asked = Pick<TrialPlan, 'configId' | 'params' | 'budget'>;

/**
 * What follows the arguments of the training's container: `--config_id=0_0_1 --NAME=VALUE ... --budget=B`. Each is one
 * argument, so a value may hold spaces. Numbers are the shortest text that reads back as the same number.
 */
export function trialArguments(trial: Asked): readonly string[] {
  return entries(trial).map(([name, value]) => `--${name}=${String(value)}`);
}

/** The same as one JSON object, for `MYELIN_PARAMS`; its numbers are the same text. */
export function trialParametersJson(trial: Asked): string {
  return JSON.stringify(Object.fromEntries(entries(trial)));
}

function entries({ configId, params, budget }: Asked): readonly (readonly [string, ParameterValue])[] {
  return [['config_id', configId], ...Object.entries(params), ['budget', budget]];
}
