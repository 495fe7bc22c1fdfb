/**
 * Which names the API server, the kubelet and registries take. What they refuse is told where it is written.
 *
 * Sources: k8s.io/apimachinery pkg/util/validation (IsDNS1123Label, IsDNS1123Subdomain, IsQualifiedName, IsValidLabelValue,
 * IsConfigMapKey, IsEnvVarName in the form that every release takes) and distribution/reference (the grammar of images).
 */

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const DNS_SUBDOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const WORD = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** A namespace, the name of a Service. */
export function isDnsLabel(name: string): boolean {
  return name.length <= 63 && DNS_LABEL.test(name);
}

/** Names of most objects, and hosts. */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && DNS_SUBDOMAIN.test(name);
}

/** The key of a label or an annotation, the name of a resource: `team`, `example.com/team`. */
export function isQualifiedName(name: string): boolean {
  const [word = '', prefix, ...more] = name.split('/').reverse();
  return more.length === 0 && (prefix === undefined || isDnsSubdomain(prefix)) && word.length <= 63 && WORD.test(word);
}

export function isLabelValue(value: string): boolean {
  return value === '' || (value.length <= 63 && WORD.test(value));
}

/** A key of a Secret or a ConfigMap. */
export function isDataKey(key: string): boolean {
  return key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..');
}

export function isVariableName(name: string): boolean {
  return /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) && name !== '.' && !name.startsWith('..');
}

const HOST_PART = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const HOST = `(?:${HOST_PART}(?:\\.${HOST_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = `(?:${HOST}/)?${PATH_PART}(?:/${PATH_PART})*`;
const TAG = '\\w[\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const IMAGE = new RegExp(`^(${REPOSITORY})(?::${TAG})?(?:@${DIGEST})?$`);
const IMAGE_NAME = new RegExp(`^${REPOSITORY}$`);
const MOST_OF_A_REPOSITORY = 255;

/** `train`, `registry.example.com:5000/team/train:1`, `train@sha256:...`. */
export function isImage(reference: string): boolean {
  const [, repository] = IMAGE.exec(reference) ?? [];
  return repository !== undefined && repository.length <= MOST_OF_A_REPOSITORY;
}

/** An image without tag and digest. */
export function isRepository(name: string): boolean {
  return name.length <= MOST_OF_A_REPOSITORY && IMAGE_NAME.test(name);
}
