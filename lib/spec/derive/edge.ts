import type { Reason } from './reason';

/** Who is at one end of an edge. The first three are pods of the axon. */
export type Party =
  /** Every pod of the axon. */
  | { readonly kind: 'axon' }
  | { readonly kind: 'task'; readonly task: string }
  | { readonly kind: 'gateway'; readonly deployer: string }
  /** Other pods, all of a namespace unless labels say which. */
  | {
      readonly kind: 'pods';
      readonly says: string;
      /** @default - the namespace of the axon */
      readonly namespace?: string;
      readonly labels?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'addresses'; readonly says: string; readonly blocks: readonly AddressBlock[] };

export interface AddressBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

export interface Port {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

/** As whom a mesh must know the caller. */
export type Identity =
  /** `account`, in the namespace of the axon, or `namespace/account`. */
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'namespace'; readonly namespace: string }
  /** Whoever has an identity of the mesh. */
  | { readonly kind: 'anyone' };

/** Traffic that is allowed, and what in the axon needs it. */
export interface Edge {
  readonly from: Party;
  readonly to: Party;
  /** Empty means every port. */
  readonly ports: readonly Port[];
  /** @default - anybody: it does not end at a server of the axon, or is not encrypted by the mesh */
  readonly as?: Identity;
  readonly because: readonly Reason[];
}

export function tcp(...ports: readonly number[]): readonly Port[] {
  return ports.map((port) => ({ protocol: 'TCP', port }));
}

/** A party in words. */
export function sayParty(party: Party): string {
  switch (party.kind) {
    case 'axon':
      return 'every pod of the axon';
    case 'task':
      return `task ${party.task}`;
    case 'gateway':
      return `gateway ${party.deployer}`;
    case 'pods':
    case 'addresses':
      return party.says;
  }
}

export function sayPorts(ports: readonly Port[]): string {
  return ports.length === 0 ? 'every port' : ports.map(({ protocol, port }) => `${protocol} ${port}`).join(', ');
}

export function sayIdentity(identity: Identity): string {
  switch (identity.kind) {
    case 'account':
      return `account ${identity.account}`;
    case 'namespace':
      return `namespace ${identity.namespace}`;
    case 'anyone':
      return 'anyone in the mesh';
  }
}
