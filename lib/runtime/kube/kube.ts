/** The kinds that the runtime has to do with, and where the API server has them. */
export const KINDS = {
  ConfigMap: { apiVersion: 'v1', plural: 'configmaps' },
  Event: { apiVersion: 'v1', plural: 'events' },
  Pod: { apiVersion: 'v1', plural: 'pods' },
  Service: { apiVersion: 'v1', plural: 'services' },
  Lease: { apiVersion: 'coordination.k8s.io/v1', plural: 'leases' },
  CronJob: { apiVersion: 'batch/v1', plural: 'cronjobs' },
  Job: { apiVersion: 'batch/v1', plural: 'jobs' },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments' },
  HorizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', plural: 'horizontalpodautoscalers' },
  TFJob: { apiVersion: 'kubeflow.org/v1', plural: 'tfjobs' },
  SparkApplication: { apiVersion: 'sparkoperator.k8s.io/v1beta2', plural: 'sparkapplications' },
  VirtualService: { apiVersion: 'networking.istio.io/v1', plural: 'virtualservices' },
  DestinationRule: { apiVersion: 'networking.istio.io/v1', plural: 'destinationrules' },
  HTTPRoute: { apiVersion: 'gateway.networking.k8s.io/v1', plural: 'httproutes' },
} as const;

export type Kind = keyof typeof KINDS;

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** How often the spec of it was changed, for kinds whose status says which of them it is about. */
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
}

/** Without `controller` and `blockOwnerDeletion`: a controller of that kind would take the object for its own. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** An object of the API server, as it is on the wire. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  // Which other fields there are is the kind's matter.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [field: string]: any;
}

export interface ListQuery {
  /** Exact values of labels. @default - objects of any labels */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface FieldQuery {
  /** Exact values of fields by which the API server selects that kind, by path. @default - of any */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface KeepQuery {
  /** What is kept of each object as it comes: those of a long list are never whole all at once. @default - all of it */
  readonly keep?: (object: KubeObject) => KubeObject;
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

/** The API server said no, or did not answer. */
export class KubeError extends Error {
  override readonly name = 'KubeError';
  constructor(
    /** HTTP status; 0 where there was no answer, so that nobody knows whether it was done. */
    readonly status: number,
    /**
     * As Kubernetes words it: `NotFound`, `AlreadyExists`, `Conflict`, `Forbidden`, `Invalid`, `Expired`, ...; `NoKindMatch`
     * where the cluster has no such kind; `Timeout` or `Unreachable` where there was no answer.
     */
    readonly reason: string,
    message: string,
    /** In milliseconds, where the server asked for it. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/**
 * The API server of a cluster, as far as the runtime asks it: one namespace, known kinds, plain objects.
 *
 * Every method throws `KubeError` and nothing else. A real one and an in-memory one stand the same conformance suite.
 */
export interface Kube {
  readonly namespace: string;
  /** @returns undefined where there is none of that name */
  get(kind: Kind, name: string): Promise<KubeObject | undefined>;
  list(
    kind: Kind,
    query?: ListQuery & FieldQuery & KeepQuery,
  ): Promise<{ readonly items: readonly KubeObject[]; readonly resourceVersion: string }>;
  /**
   * Tells what changes after a resource version, until the server ends it or `signal` is aborted.
   *
   * @throws KubeError with reason `Expired` where the version is too old to start from: list again
   */
  watch(
    kind: Kind,
    query: ListQuery & { readonly resourceVersion: string; readonly signal: AbortSignal },
    on: (event: WatchEvent) => void,
  ): Promise<void>;
  /** @throws KubeError with reason `AlreadyExists` */
  create(object: KubeObject): Promise<KubeObject>;
  /** Replaces it. @throws KubeError with reason `Conflict` where `metadata.resourceVersion` is no longer the latest */
  update(object: KubeObject): Promise<KubeObject>;
  /**
   * Server-side apply as the field manager `myelin-runtime`: makes it, or changes the fields given.
   *
   * @param force - takes over fields that somebody else manages. @default false
   * @throws KubeError with reason `Conflict` where somebody else manages a field that would change, and `force` is false
   */
  apply(object: KubeObject, options?: { readonly force?: boolean }): Promise<KubeObject>;
  /** A JSON merge patch. */
  patch(kind: Kind, name: string, patch: object): Promise<KubeObject>;
  /**
   * Dependents go with it, in the background. Nothing happens where there is none of that name.
   *
   * @param uid - only this very object: another one of that name stays
   */
  delete(kind: Kind, name: string, options?: { readonly uid?: string }): Promise<void>;
  /** An address that is no object, `/openid/v1/jwks` say. */
  raw(path: string): Promise<unknown>;
}
