import { KubeError, type Kind, type KubeObject } from '../../lib/runtime/kube/kube';
import { isCustom } from './field-managers';

/** What an API server refuses, as far as the runtime could come to ask for it. */

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

const LONGEST_NAME: Partial<Record<Kind, number>> = { CronJob: 52, Service: 63 };

/** Of the values of a ConfigMap together. */
const MEBIBYTE = 1024 * 1024;

/** Fields that stay as they were made. */
const FIXED: Partial<Record<Kind, readonly string[]>> = {
  Job: ['template', 'selector', 'completions', 'completionMode'],
  Deployment: ['selector'],
};

/** @throws KubeError `Invalid` */
export function checkObject(kind: Kind, object: KubeObject, before?: KubeObject): void {
  const faults = [...nameFaults(kind, object), ...labelFaults(object), ...ownerFaults(object)];
  if (!isCustom(object)) faults.push(...containerFaults(object));
  if (kind === 'ConfigMap') faults.push(...configMapFaults(object, before));
  for (const field of FIXED[kind] ?? [])
    if (before !== undefined && !same(before['spec']?.[field], object['spec']?.[field]))
      faults.push(`spec.${field}: field is immutable`);
  if (faults.length > 0)
    throw new KubeError(422, 'Invalid', `${kind} "${object.metadata.name}" is invalid: ${faults.join(', ')}`);
}

function nameFaults(kind: Kind, { metadata: { name } }: KubeObject): readonly string[] {
  const longest = LONGEST_NAME[kind] ?? 253;
  if (name.length > longest) return [`metadata.name: must be no more than ${longest} characters`];
  const form = kind === 'Service' ? LABEL : SUBDOMAIN;
  return form.test(name) ? [] : [`metadata.name: Invalid value: "${name}"`];
}

function labelFaults({ metadata: { labels = {} } }: KubeObject): readonly string[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(LABEL_KEY.test(key) ? [] : [`metadata.labels: Invalid value: "${key}"`]),
    ...(LABEL_VALUE.test(value) ? [] : [`metadata.labels: Invalid value: "${value}"`]),
  ]);
}

function ownerFaults({ metadata: { ownerReferences = [] } }: KubeObject): readonly string[] {
  return ownerReferences.flatMap(({ apiVersion, kind, name, uid }) =>
    apiVersion && kind && name && uid ? [] : ['metadata.ownerReferences: Required value'],
  );
}

function containerFaults({ spec }: KubeObject): readonly string[] {
  const pod = spec?.jobTemplate?.spec.template.spec ?? spec?.template?.spec ?? spec ?? {};
  const containers: readonly { readonly image?: string }[] = [...(pod.initContainers ?? []), ...(pod.containers ?? [])];
  return containers.flatMap(({ image }) => (image ? [] : ['containers.image: Required value']));
}

function configMapFaults(object: KubeObject, before: KubeObject | undefined): readonly string[] {
  const values = [...Object.values(object['data'] ?? {}), ...Object.values(object['binaryData'] ?? {})] as string[];
  const inBase64 = new Set(Object.values(object['binaryData'] ?? {}) as string[]);
  const size = values.reduce(
    (sum, value) => sum + Buffer.byteLength(value, inBase64.has(value) ? 'base64' : 'utf8'),
    0,
  );
  const faults = size > MEBIBYTE ? [`[]: Too long: may not be more than ${MEBIBYTE} bytes`] : [];
  if (before?.['immutable'] !== true) return faults;
  if (object['immutable'] !== true) faults.push('immutable: Forbidden: field is immutable when `immutable` is set');
  for (const field of ['data', 'binaryData'])
    if (!same(before[field] ?? {}, object[field] ?? {}))
      faults.push(`${field}: Forbidden: field is immutable when \`immutable\` is set`);
  return faults;
}

/** Equal as JSON, whatever the order of the fields. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key as never], b[key as never]))
  );
}
