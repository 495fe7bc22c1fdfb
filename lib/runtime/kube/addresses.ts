import { KINDS, KubeError, type Kind, type KubeObject } from './kube';

/** @throws KubeError where the object is of no kind that the runtime knows */
export function kindOf({ kind }: KubeObject): Kind {
  if (Object.hasOwn(KINDS, kind)) return kind as Kind;
  throw new KubeError(400, 'BadRequest', `the runtime knows no objects of kind ${kind}`);
}

/** Where the API server has all objects of a kind in a namespace. */
export function kindPath(kind: Kind, namespace: string): string {
  const { apiVersion, plural } = KINDS[kind];
  const group = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
  return `/${group}/namespaces/${namespace}/${plural}`;
}

export function objectPath(kind: Kind, namespace: string, name: string): string {
  return `${kindPath(kind, namespace)}/${encodeURIComponent(name)}`;
}

/** `a=1,b=2`, as a request has it. */
export function selector(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}
