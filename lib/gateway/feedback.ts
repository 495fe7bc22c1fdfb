import type { Route } from '../spec/axon';
import { Refusal } from './message';
import { decodePredictionId, predictionIdOf } from './prediction-id';
import { routed, type DeployerState, type RoutedVersion } from './state';

/** Whom feedback is for. */
export interface Attribution {
  readonly version: RoutedVersion;
  /** Backend by model. */
  readonly backends: ReadonlyMap<string, string>;
}

/** Whether a route takes feedback: by its name, as the published language has it. */
export function isFeedback(route: Route): boolean {
  return route.path.endsWith('/send-feedback');
}

/**
 * Who gave the answer that feedback is about; undefined when it carries no id of this deployer, and then it goes by
 * weights.
 *
 * @throws Refusal 410 when the version that answered is gone: nobody else can learn from it
 */
export function attribute(deployer: DeployerState, header: string | undefined, body: unknown): Attribution | undefined {
  const id = predictionIdOf(header, body);
  const answered = id === undefined ? undefined : decodePredictionId(deployer.graph, id);
  if (answered === undefined) return undefined;
  const version = deployer.versions.find(({ number }) => number === answered.number);
  if (version === undefined || version.state === 'Retired') {
    const name = version?.name ?? `number ${answered.number}`;
    const reason = `the prediction came from version ${name} of ${deployer.graph.name}, which is retired`;
    throw new Refusal(410, reason, { number: answered.number });
  }
  return { version: routed(version), backends: answered.backends };
}
