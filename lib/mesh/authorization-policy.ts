import { type Edge, type Identity } from '../spec/derive/edge';

/** An Istio AuthorizationPolicy, as far as Myelin writes it, as plain data (security.istio.io/v1). */
export interface AuthorizationPolicyData {
  readonly selector: { readonly matchLabels: { [label: string]: string } };
  readonly action: 'ALLOW';
  /** Who may ask. @default - nobody may ask */
  readonly rules?: AuthorizationRuleData[];
}

export interface AuthorizationRuleData {
  /** @default - anybody, known to the mesh or not */
  readonly from?: { readonly source: AuthorizationSourceData }[];
  readonly to: { readonly operation: { readonly ports: string[] } }[];
}

export interface AuthorizationSourceData {
  /** @default - any */
  readonly serviceAccounts?: string[];
  /** @default - any */
  readonly namespaces?: string[];
  /** @default - any, and none */
  readonly principals?: string[];
}

/**
 * Who may ask a server of an axon: the accounts of the edges that lead to it, each on the ports of its edge.
 *
 * Accounts are named by `serviceAccounts`, which is relative to the namespace of the policy and to the trust domain, so that
 * the object is the same wherever it is applied.
 *
 * @param edges - those that end at the selected pods
 */
export function authorizationPolicy(
  matchLabels: Readonly<Record<string, string>>,
  edges: readonly Edge[],
): AuthorizationPolicyData {
  const rules = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = `${edge.as === undefined} ${JSON.stringify(edge.ports)}`;
    rules.set(key, [...(rules.get(key) ?? []), edge]);
  }
  return {
    selector: { matchLabels: { ...matchLabels } },
    action: 'ALLOW',
    ...(rules.size === 0 ? {} : { rules: [...rules.values()].map(rule) }),
  };
}

/** What Istio takes in one source; sources are alternatives, and may be many more. */
const MOST_ACCOUNTS = 16;

/** Edges of the same ports are one rule, its sources alternatives. */
function rule(edges: readonly Edge[]): AuthorizationRuleData {
  const ports = (edges[0]?.ports ?? []).map(({ port }) => String(port));
  const identities = edges.flatMap(({ as }) => as ?? []);
  const accounts = distinct(identities, (identity) => (identity.kind === 'account' ? identity.account : undefined));
  const namespaces = distinct(identities, (identity) =>
    identity.kind === 'namespace' ? identity.namespace : undefined,
  );
  const sources = [
    ...chunks(accounts, MOST_ACCOUNTS).map((serviceAccounts) => ({ source: { serviceAccounts } })),
    ...(namespaces.length === 0 ? [] : [{ source: { namespaces } }]),
    ...(identities.some(({ kind }) => kind === 'anyone') ? [{ source: { principals: ['*'] } }] : []),
  ];
  return { ...(sources.length === 0 ? {} : { from: sources }), to: [{ operation: { ports } }] };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function distinct(identities: readonly Identity[], name: (identity: Identity) => string | undefined): string[] {
  return [...new Set(identities.flatMap((identity) => name(identity) ?? []))].sort();
}
