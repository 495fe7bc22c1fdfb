/** A ConfigMap as far as a backup has to do with it. */
export interface ConfigMap {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly OwnerReference[];
  };
  readonly [field: string]: unknown;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** What a backup is: a list as kubectl writes it, the axon's own ConfigMap first, then everything that it owns. */
export interface Backup {
  readonly apiVersion: 'v1';
  readonly kind: 'List';
  readonly items: readonly [axon: ConfigMap, ...owned: ConfigMap[]];
}
