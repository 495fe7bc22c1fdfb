import type { Route } from '../spec/axon';
import { versionDigits, versionWithDigits } from '../engine/id';
import { isPast } from '../engine/serving/phase';
import { Refusal } from './message';
import { decodePredictionId, predictionIdOf } from './prediction-id';
import { routed, type DeployerState, type RoutedVersion } from './state';

/** Whom feedback is for. */
export interface Attribution {
  /** Name of the version that answered. */
  readonly version: string;
  /** The version itself. @default - this gateway does not serve it */
  readonly here?: RoutedVersion;
  /** Backend by model. */
  readonly backends: ReadonlyMap<string, string>;
}

/** Whether a route takes feedback: by its name, as the published language has it. */
export function isFeedback(route: Route): boolean {
  return isFeedbackPath(route.path);
}

export function isFeedbackPath(path: string): boolean {
  return path.endsWith('/send-feedback');
}

/** Who gave the answer that feedback is about; undefined when it carries no id of this deployer: then it goes by weights. */
export function attribute(deployer: DeployerState, header: string | undefined, body: unknown): Attribution | undefined {
  const id = predictionIdOf(header, body);
  const answered = id === undefined ? undefined : decodePredictionId(deployer.graph, id);
  if (answered === undefined) return undefined;
  const { backends } = answered;
  const here = deployer.versions.find(({ name }) => versionDigits(name) === answered.version);
  if (here === undefined) return { version: versionWithDigits(deployer.graph.name, answered.version), backends };
  if (isPast(here.state)) throw retiredAnswer(deployer, here.name);
  return { version: here.name, here: routed(here), backends };
}

/** The refusal for feedback about an answer whose version is gone: nobody else can learn from it. */
export function retiredAnswer({ graph }: DeployerState, version: string): Refusal {
  const reason = `the prediction came from version ${version} of ${graph.name}, which does not serve any more`;
  return new Refusal(410, reason, { version });
}
