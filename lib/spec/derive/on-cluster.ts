import type { ClusterFacts } from '../cluster-facts';
import type { AddressRange, Surroundings, SurroundingsProps } from './surroundings';

/** A cloud's view of an account. */
export type AccountIdentity = NonNullable<ClusterFacts['identities']>[string];

/** A pool of nodes with GPUs. */
export type GpuPool = NonNullable<ClusterFacts['gpus']>[number];

/** Options of axons and runtimes that follow from the cluster they are for; what it does not say is absent. */
export interface ClusterDefaults {
  readonly mesh?: Surroundings['mesh'];
  readonly gatewayClass?: string;
  readonly domain?: string;
  readonly user?: number;
  readonly group?: number;
  readonly prometheus?: string;
  readonly surroundings: SurroundingsProps;
}

/** Where the API server of a cluster answers within its network, and where that of a managed one does. */
const API_SERVER_PORTS = [443, 6443];

/**
 * What follows from the facts about a cluster for an axon in a namespace of it.
 *
 * - A mesh that does not let VirtualServices delegate is used by Gateway API: the runtime could not move traffic otherwise.
 * - Accounts of other namespaces are left out.
 */
export function clusterDefaults(facts: ClusterFacts, namespace: string | undefined): ClusterDefaults {
  const { mesh, storageClass, apiServerCidrs } = facts;
  return defined({
    mesh: meshOf(mesh),
    gatewayClass: mesh?.gatewayClass,
    domain: mesh?.ingressHost ?? undefined,
    user: storageClass?.uid,
    group: storageClass?.gid,
    prometheus: facts.prometheus ?? undefined,
    surroundings: defined({
      meshNamespace: mesh?.namespace,
      ingressNamespace: mesh?.ingressNamespace,
      ingressAccount: mesh?.ingressAccount,
      ingressLabels: mesh?.ingressLabels,
      accountEgress: accountEgress(facts, namespace),
      clusterCidrs: [...(facts.podCidrs ?? []), ...(facts.serviceCidrs ?? [])],
      apiServer: apiServerCidrs?.map((cidr) => ({ cidr, ports: API_SERVER_PORTS })),
    }),
  });
}

/** Accounts of any namespace that the cloud knows, by the name that an account would have in a namespace. */
export function identityOf(facts: ClusterFacts, namespace: string, account: string): AccountIdentity | undefined {
  const name = `${namespace}/${account}`;
  return Object.hasOwn(facts.identities ?? {}, name) ? facts.identities?.[name] : undefined;
}

function meshOf(mesh: ClusterFacts['mesh']): Surroundings['mesh'] | undefined {
  if (mesh === undefined) return undefined;
  if (mesh.kind === 'none') return 'none';
  return mesh.delegation === false ? 'gateway-api' : 'istio';
}

function accountEgress(
  { identities = {} }: ClusterFacts,
  namespace: string | undefined,
): Readonly<Record<string, readonly AddressRange[]>> | undefined {
  const own = Object.entries(identities).flatMap(([name, { egress = [] }]) => {
    const [of, account = ''] = name.split('/');
    const ranges = egress.map(({ cidr, ports }): AddressRange => (ports === undefined ? { cidr } : { cidr, ports }));
    return of === namespace && ranges.length > 0 ? [[account, ranges] as const] : [];
  });
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never;
}
