import type { ProcessAnswer, PushSource } from '../../control/ports';
import { bearerToken } from '../../control/trigger-auth';
import type { AxonState } from '../../engine/state';
import { AXON_LABEL, whoLabel } from '../../spec/derive/labels';
import { labelValue } from '../../spec/derive/names';
import { deployerOfVersion } from '../../engine/id';
import type { VerifiedToken } from './token';

export type PodLabels = Readonly<Record<string, string>>;

/** The labels of a pod, by its name and UID; undefined where there is none such any more. */
export type PodOf = (name: string, uid: string) => Promise<PodLabels | undefined>;

/**
 * Whether a token's pod may speak for an axon, and who it is.
 *
 * - The labels of the pod decide, which the runtime or a reviewed object gave it, and not what its code says: a task writes
 *   neither another axon's metrics nor another task's.
 *
 * @throws KubeError where the API server does not say
 */
export async function identify(
  axon: string,
  authorization: string | undefined,
  verify: (token: string) => Promise<VerifiedToken>,
  podOf: PodOf,
): Promise<ProcessAnswer> {
  const token = bearerToken(authorization);
  if (token === undefined) {
    return { ok: false, reason: 'this takes the token in the file MYELIN_TOKEN_FILE: Authorization: Bearer TOKEN' };
  }
  const verified = await verify(token);
  if (!verified.ok) return { ok: false, reason: verified.reason };
  const { name, uid } = verified.owner.pod;
  const labels = await podOf(name, uid);
  if (labels === undefined) return { ok: false, reason: `there is no pod ${name} any more` };
  const of = labels[AXON_LABEL];
  if (of !== axon) {
    return { ok: false, reason: `pod ${name} is of ${of === undefined ? 'no axon' : `axon ${of}`}, not of ${axon}` };
  }
  return { ok: true, who: (said) => whoIs(labels, said), pod: name };
}

const FIELDS = ['task', 'run', 'attempt', 'trial', 'deployer', 'version', 'model', 'backend'] as const;

/**
 * Who a pod is by its labels. A label may be the shortened form of a name; where what the pod says is what the label
 * stands for, that is its name.
 */
export function whoIs(labels: PodLabels, said: PushSource): PushSource {
  const who: { -readonly [Field in keyof PushSource]: string } = {};
  for (const field of FIELDS) {
    const label = labels[whoLabel(field)];
    if (label === undefined) continue;
    const named = said[field];
    who[field] = named !== undefined && labelValue(named) === label ? named : label;
  }
  // Pods of model servers have no label of the deployer: gateways are selected by it.
  if (who.version?.includes('-') === true) who.deployer ??= deployerOfVersion(who.version);
  return who;
}

/**
 * Who a served model is: labels say its version, and the loop knows whose version that is.
 *
 * @returns undefined for a version that the loop does not know, whose reports count for nothing
 */
export function servedBy(who: PushSource, { deployers }: Pick<AxonState, 'deployers'>): PushSource | undefined {
  const { version } = who;
  if (version === undefined) return who;
  for (const [deployer, { versions }] of deployers) {
    const found = versions.find(({ name }) => labelValue(name) === labelValue(version));
    if (found !== undefined) return { ...who, deployer, version: found.name };
  }
  return undefined;
}
