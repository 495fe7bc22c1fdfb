import { canonicalJson } from '../../spec/canonical';
import type { KubeObject } from '../kube/kube';
import { agrees } from './agrees';
import { withSpec } from './version-objects';

/** Says how an object of a version was made: what lies at rest may be of another spec by now, and the server adds defaults. */
const MADE = 'myelin.io/made';

interface Made {
  readonly labels: Readonly<Record<string, string>>;
  // As the kind has it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly spec: any;
}

/** What an edit of the axon changes of a Deployment that is there. */
export interface DeploymentEdit {
  /** @default - as it is: something else scales it */
  readonly replicas?: number;
  /** The ConfigMap of the spec that a gateway reads. @default - it reads none */
  readonly spec?: string;
}

/** An object that says how it is made. */
export function stampedAsMade(object: KubeObject): KubeObject {
  const { labels = {}, annotations, ...metadata } = object.metadata;
  const made = canonicalJson({ labels, spec: object['spec'] });
  return { ...object, metadata: { ...metadata, labels, annotations: { ...annotations, [MADE]: made } } };
}

/**
 * What to apply so that an object of a version is as it was made again, or has changed with the axon; undefined where it is so.
 *
 * - Only what was made is judged: what somebody else added stays, and so does one that does not say how it was made.
 * - All that was ever given is given again: what an apply leaves out that one before it set, the server takes away.
 */
export function asMade(live: KubeObject, edit: DeploymentEdit = {}): KubeObject | undefined {
  const { labels, spec } = madeOf(live) ?? { labels: live.metadata.labels ?? {}, spec: live['spec'] };
  const { name, ownerReferences = [] } = live.metadata;
  const wanted = edited({ ...live, metadata: { name, labels, ownerReferences }, spec }, live, edit);
  if (agrees(live['spec'], wanted['spec']) && agrees(live.metadata.labels ?? {}, labels)) return undefined;
  const { apiVersion, kind, metadata } = wanted;
  return stampedAsMade({ apiVersion, kind, metadata, spec: wanted['spec'] });
}

/**
 * Labels by which a Service selects pods beyond those that it was made with: what is added elsewhere stays and harms nobody, a
 * label that is added here leaves it without pods.
 */
export function addedToSelector(live: KubeObject): readonly string[] {
  const made = live.kind === 'Service' ? madeOf(live) : undefined;
  if (made === undefined) return [];
  return Object.keys(live['spec'].selector ?? {}).filter((label) => made.spec.selector?.[label] === undefined);
}

function edited(made: KubeObject, live: KubeObject, { replicas, spec }: DeploymentEdit): KubeObject {
  if (made.kind !== 'Deployment') return made;
  const scaled = { ...made, spec: { ...made['spec'], replicas: replicas ?? live['spec'].replicas } };
  return spec === undefined ? scaled : withSpec(scaled, spec);
}

/** @returns undefined where it does not say, or somebody wrote nonsense there */
function madeOf({ metadata: { annotations } }: KubeObject): Made | undefined {
  try {
    const { labels, spec } = JSON.parse(annotations?.[MADE] ?? '') as Partial<Made>;
    return typeof spec === 'object' && spec !== null && typeof labels === 'object' ? { labels, spec } : undefined;
  } catch {
    return undefined;
  }
}
