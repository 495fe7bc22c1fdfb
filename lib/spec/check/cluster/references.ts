import type { Axon } from '../../axon';
import { issue, type Issue, type Path } from '../../issue';
import { didYouMean } from '../../lang/closest';
import type { AxonSpec } from '../../schema/axon';
import { documentOf } from '../../unparse';
import type { NamespaceFacts } from '../../cluster-facts';

/** A Secret, ConfigMap or claim that something in an axon names, and perhaps a key in it. */
interface Reference {
  readonly kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim';
  readonly name: string;
  /** @default - all of it is read */
  readonly key?: string;
  readonly path: Path;
}

/** Secrets, ConfigMaps and their keys, claims, accounts and queues that a namespace does not have. */
export function checkReferences(axon: Axon, namespace: NamespaceFacts): readonly Issue[] {
  const { spec } = documentOf(axon.spec) as { readonly spec: Pick<AxonSpec['spec'], 'imagePullSecrets'> };
  return [
    ...accountIssues(axon, namespace),
    ...referencesIn(spec, ['spec']).flatMap((reference) => referenceIssues(reference, namespace)),
    ...(spec.imagePullSecrets ?? []).flatMap(({ name }, index) =>
      typeof name === 'string'
        ? referenceIssues({ kind: 'Secret', name, path: ['spec', 'imagePullSecrets', index, 'name'] }, namespace)
        : [],
    ),
    ...queueIssues(axon, namespace),
  ];
}

/** Keys under which Kubernetes and the language name a Secret or ConfigMap, with the key that says which. */
const WHOLE: Readonly<Record<string, readonly [Reference['kind'], 'name' | 'secretName' | 'claimName']>> = {
  secretRef: ['Secret', 'name'],
  configMapRef: ['ConfigMap', 'name'],
  secret: ['Secret', 'secretName'],
  configMap: ['ConfigMap', 'name'],
  persistentVolumeClaim: ['PersistentVolumeClaim', 'claimName'],
};

const KEYED: Readonly<Record<string, Reference['kind']>> = {
  secretKeyRef: 'Secret',
  configMapKeyRef: 'ConfigMap',
  sshPrivateKeySecret: 'Secret',
  usernameSecret: 'Secret',
  passwordSecret: 'Secret',
  accessKeySecret: 'Secret',
  secretKeySecret: 'Secret',
  token: 'Secret',
  hmac: 'Secret',
};

/** Every reference below a place, in order. One that is optional in Kubernetes' own way may be absent. */
function referencesIn(value: unknown, path: Path): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => referencesIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([step, item]) => {
    const at = [...path, step];
    const inner = (item ?? {}) as {
      name?: unknown;
      key?: unknown;
      secretName?: unknown;
      claimName?: unknown;
      optional?: unknown;
    };
    const keyed = Object.hasOwn(KEYED, step) ? KEYED[step] : undefined;
    if (keyed !== undefined && typeof inner.name === 'string' && typeof inner.key === 'string') {
      return inner.optional === true ? [] : [{ kind: keyed, name: inner.name, key: inner.key, path: at }];
    }
    const whole = Object.hasOwn(WHOLE, step) ? WHOLE[step] : undefined;
    const name = whole === undefined ? undefined : inner[whole[1]];
    if (whole !== undefined && typeof name === 'string') {
      return inner.optional === true ? [] : [{ kind: whole[0], name, path: at }];
    }
    return referencesIn(item, at);
  });
}

function referenceIssues({ kind, name, key, path }: Reference, namespace: NamespaceFacts): Issue[] {
  const all = knownOf(kind, namespace);
  if (all === undefined) return [];
  if (!Object.hasOwn(all, name)) {
    const hint = didYouMean(name, Object.keys(all)) ?? `make the ${kind} before the axon`;
    return [issue('MYL6003', path, `the namespace has no ${kind} ${name}`, hint)];
  }
  const keys = all[name] ?? [];
  if (key === undefined || keys.includes(key)) return [];
  const hint = didYouMean(key, keys) ?? `its keys: ${keys.join(', ') || 'none'}`;
  return [issue('MYL6003', path, `the ${kind} ${name} has no key ${key}`, hint)];
}

/** Names with their keys. */
function knownOf(
  kind: Reference['kind'],
  namespace: NamespaceFacts,
): Readonly<Record<string, readonly string[]>> | undefined {
  const { secrets, configMaps, claims } = namespace;
  if (kind === 'Secret') return secrets;
  return kind === 'ConfigMap' ? configMaps : claims && Object.fromEntries(claims.map((name) => [name, []]));
}

function accountIssues(axon: Axon, { serviceAccounts }: NamespaceFacts): Issue[] {
  const name = axon.spec.spec.serviceAccountName;
  if (name === undefined || serviceAccounts === undefined || serviceAccounts.includes(name)) return [];
  const hint =
    didYouMean(name, serviceAccounts) ?? 'make it, or leave serviceAccountName out: the axon gets one of its own';
  return [issue('MYL6004', ['spec', 'serviceAccountName'], `the namespace has no account ${name}`, hint)];
}

function queueIssues(axon: Axon, { queues }: NamespaceFacts): Issue[] {
  if (queues === undefined) return [];
  return [...axon.tasks.values()].flatMap((task) => {
    const { queue } = task.spec;
    if (queue === undefined || queues.includes(queue)) return [];
    const hint = didYouMean(queue, queues) ?? `its queues: ${queues.join(', ') || 'none'}`;
    return [issue('MYL6005', [...task.path, task.kind, 'queue'], `the namespace has no queue ${queue}`, hint)];
  });
}
