import { createHash } from 'node:crypto';
import { lowerName } from '../resolve/scope';

/**
 * Names of Kubernetes objects that follow from an axon.
 *
 * - The same parts give the same name on any machine and in any release; adding a task never renames another.
 * - A name that would be too long is cut, and ends in a hash of the whole, so that two long names stay apart.
 */

/** Services, Deployments (whose name becomes a label of their pods) and label values: one DNS label. */
export const MAX_LABEL = 63;

/** A CronJob adds eleven characters to the names of its Jobs. */
export const MAX_CRON_JOB = 52;

const HASH_DIGITS = 8;

/** The parts, lowered and joined by `-`, within `max` characters. */
export function objectName(parts: readonly string[], max: number = MAX_LABEL): string {
  const name = parts.map(lowerName).join('-');
  if (name.length <= max) return name;
  const hash = createHash('sha256').update(parts.join('/')).digest('hex').slice(0, HASH_DIGITS);
  return `${name.slice(0, max - HASH_DIGITS - 1).replace(/-+$/, '')}-${hash}`;
}

/** A label value: kept as it is written, but cut as `objectName` does where it is too long. */
export function labelValue(value: string): string {
  if (value.length <= MAX_LABEL) return value;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, HASH_DIGITS);
  return `${value.slice(0, MAX_LABEL - HASH_DIGITS - 1).replace(/[^A-Za-z0-9]+$/, '')}-${hash}`;
}

/** The ConfigMap that holds the spec: the axon itself, as far as the cluster is concerned. */
export function axonConfigName(axon: string): string {
  return objectName([axon, 'axon']);
}

/** The ConfigMap in which the runtime keeps what the code of an axon has reported. */
export function axonMetricsName(axon: string): string {
  return objectName([axon, 'metrics']);
}

/** The account of an axon that names none. */
export function axonAccountName(axon: string): string {
  return objectName([axon, 'axon']);
}

/** The claim of an axon's store; published claim templates are all called `axon-store`. */
export function storeName(axon: string, template = 'axon-store'): string {
  return objectName([axon, template]);
}

/** The CronJob of what looks after the store of an axon. */
export function storeJobName(axon: string): string {
  return objectName([axon, 'store', 'sweep'], MAX_CRON_JOB);
}

/** The CronJob, TFJob or SparkApplication of a task that runs to completion. */
export function taskJobName(axon: string, task: string): string {
  return objectName([axon, task], MAX_CRON_JOB);
}

/** The Service in which the workers of a distributed training have host names. */
export function workersName(axon: string, task: string): string {
  return objectName([axon, task, 'workers']);
}

/** The Deployment and Service of a deploy task. */
export function modelServerName(axon: string, task: string): string {
  return objectName([axon, task]);
}

/** The Service by which callers know a deployer, and its root VirtualService. */
export function deployerName(axon: string, deployer: string): string {
  return objectName([axon, deployer, 'api']);
}

/** The VirtualService that the runtime owns. */
export function deployerRoutesName(axon: string, deployer: string): string {
  return objectName([axon, deployer, 'versions']);
}

/** The Gateway through which the world comes. */
export function ingressName(axon: string): string {
  return objectName([axon, 'ingress']);
}

/** The gateway Deployment of a deployer, and its Service. */
export function gatewayName(axon: string, deployer: string): string {
  return objectName([axon, deployer, 'gateway']);
}

/** The runtime of a namespace: its Deployment, its Service, and what it may do. */
export const RUNTIME_NAME = 'myelin-runtime';

/**
 * Of what a version has: the parts as far as they fit, and always a hash of them, since `a-b` with `c` and `a` with `b-c` are
 * two models, and no diagnostic could ask for another name of a version.
 */
function versionObjectName(parts: readonly string[]): string {
  const name = parts.map(lowerName).join('-');
  const hash = createHash('sha256').update(parts.join('/')).digest('hex').slice(0, HASH_DIGITS);
  return `${name.slice(0, MAX_LABEL - HASH_DIGITS - 1).replace(/-+$/, '')}-${hash}`;
}

/** The gateway Deployment of a version, and its Service: where the version is asked. */
export function versionGatewayName(axon: string, version: string): string {
  return versionObjectName([axon, version]);
}

/** The Service by which the gateway of a version asks for a model, whichever its backend, and the routes between those. */
export function versionModelName(axon: string, version: string, model: string): string {
  return versionObjectName([axon, version, model]);
}

/** The Deployment, Service and autoscaler of a backend of a version. */
export function versionBackendName(axon: string, version: string, model: string, backend: string): string {
  return versionObjectName([axon, version, model, backend]);
}

/** Of the cluster-wide objects that say what the runtime of a namespace may make. */
export function runtimeAdmissionName(namespace: string): string {
  return objectName([RUNTIME_NAME, namespace], 253);
}

/** By which the runtimes of a namespace agree on who acts. */
export const RUNTIME_LEASE = RUNTIME_NAME;

/** What the runtime may do for an axon. */
export function runtimeRoleName(axon: string): string {
  return objectName([axon, 'runtime']);
}

/** The policy that holds for every pod of an axon. */
export function axonPolicyName(axon: string): string {
  return objectName([axon, 'pods']);
}

/** Account, Role and policies of the pods of one task. */
export function taskAccessName(axon: string, task: string): string {
  return objectName([axon, 'task', task]);
}

/** Account and policies of the gateways of one deployer. */
export function gatewayAccessName(axon: string, deployer: string): string {
  return objectName([axon, 'gateway', deployer]);
}
