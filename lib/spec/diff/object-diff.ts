import { contentHash } from '../canonical';
import { hider, hideIn, secretValues } from './secrets';
import { tell, type DiffLine, type Telling } from './tell';
import { child, keyed, type Branch } from './tree';

/** As much of a Kubernetes object as is needed to know it again. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** One Kubernetes object in two states. */
export interface ObjectDiff {
  readonly kind: string;
  readonly name: string;
  /** @default - that of whoever applies it */
  readonly namespace?: string;
  readonly status: 'added' | 'removed' | 'changed';
  /** Whether what it says is who may do or reach what. */
  readonly security: boolean;
  /** Of an object in both states. */
  readonly changes: readonly DiffLine[];
}

/** Kinds that say who may do or reach what. */
const SECURITY_KINDS = [
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'NetworkPolicy',
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

const TELLING: Telling = { rules: [], subject: () => ({ words: '', covers: 0 }), isSecurity: () => false };

/** Labels that change with every edit, on every object; a line for each would hide the rest. */
const NOISE = ['myelin.io/spec-hash'];

/**
 * What differs between two lists of objects: those added, removed, and changed with each place where they are.
 *
 * @param options - `whole`: long values are told to their end
 */
export function diffObjectLists(
  before: readonly ObjectIdentity[],
  after: readonly ObjectIdentity[],
  { whole = false }: { readonly whole?: boolean } = {},
): readonly ObjectDiff[] {
  const hide = hider([...secretValues(before), ...secretValues(after)]);
  const old = new Map(before.map((one) => [idOf(one), one]));
  const now = new Map(after.map((one) => [idOf(one), one]));
  const found = after.flatMap((one): ObjectDiff[] => {
    const earlier = old.get(idOf(one));
    if (earlier === undefined) return [described(one, 'added', [])];
    const changes = tell(treeOf(earlier), treeOf(one), { ...TELLING, whole }).map((line) => ({
      ...line,
      text: hide(line.text),
      ...('before' in line ? { before: hideIn(line.before, hide) } : {}),
      ...('after' in line ? { after: hideIn(line.after, hide) } : {}),
    }));
    return changes.length === 0 ? [] : [described(one, 'changed', changes)];
  });
  return [...found, ...before.filter((one) => !now.has(idOf(one))).map((one) => described(one, 'removed', []))];
}

function idOf({ apiVersion, kind, metadata }: ObjectIdentity): string {
  // A new version of an API has the same objects; its group is what counts.
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*$/, '') : '';
  return [group, kind, metadata.namespace ?? '', metadata.name].join('/');
}

function described(
  { kind, metadata: { name, namespace } }: ObjectIdentity,
  status: ObjectDiff['status'],
  changes: readonly DiffLine[],
): ObjectDiff {
  const security = SECURITY_KINDS.includes(kind);
  return { kind, name, ...(namespace === undefined ? {} : { namespace }), status, security, changes };
}

/** An object without what is noise. JSON within a text is data again; an axon within one is told of by its own diff. */
function treeOf(object: ObjectIdentity): Branch {
  const visit = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const data = dataOf(value);
      return child(data, 'kind') === 'Axon' ? `axon ${contentHash(data)}` : (data ?? value);
    }
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => !NOISE.includes(key));
    return Object.fromEntries(entries.map(([key, item]) => [key, visit(item)]));
  };
  return keyed(visit(object)) as Branch;
}

function dataOf(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
