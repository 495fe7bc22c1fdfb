import { isDevice } from '../../spec/lang/device';

export interface Resources {
  /** @default - those of Myelin */
  readonly limits?: Readonly<Record<string, string>>;
  /** @default - those of Myelin */
  readonly requests?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly claims?: unknown;
}

/** What a container gets of each resource that its author says nothing about. */
export type DefaultResources = Readonly<Record<string, { readonly request: string; readonly limit: string }>>;

export const TASK_RESOURCES: DefaultResources = {
  cpu: { request: '250m', limit: '2' },
  memory: { request: '512Mi', limit: '2Gi' },
  'ephemeral-storage': { request: '256Mi', limit: '4Gi' },
};

export const GATEWAY_RESOURCES: DefaultResources = {
  cpu: { request: '100m', limit: '1' },
  memory: { request: '128Mi', limit: '256Mi' },
  'ephemeral-storage': { request: '64Mi', limit: '256Mi' },
};

/** It keeps the state of every axon of its namespace in memory. */
export const RUNTIME_RESOURCES: DefaultResources = {
  cpu: { request: '100m', limit: '1' },
  memory: { request: '256Mi', limit: '512Mi' },
  'ephemeral-storage': { request: '64Mi', limit: '256Mi' },
};

/** Of what makes a few directories and is gone before the task starts. */
export const DIRECTORIES_RESOURCES: DefaultResources = {
  cpu: { request: '50m', limit: '500m' },
  memory: { request: '64Mi', limit: '128Mi' },
  'ephemeral-storage': { request: '16Mi', limit: '64Mi' },
};

/** Of what walks through a store. */
export const STORE_JOB_RESOURCES: DefaultResources = {
  cpu: { request: '50m', limit: '500m' },
  memory: { request: '64Mi', limit: '256Mi' },
  'ephemeral-storage': { request: '16Mi', limit: '64Mi' },
};

/**
 * Requests and limits of a container.
 *
 * - Where an author gives only one of the two, the other is equal: a default beside it might be a request above its limit,
 *   which the API server refuses.
 * - A device that is only requested is also the limit: Kubernetes takes none without.
 */
export function resourcesOf(given: Resources | undefined, defaults: DefaultResources): Resources {
  const requests: Record<string, string> = { ...given?.requests };
  const limits: Record<string, string> = { ...given?.limits };
  for (const [name, request] of Object.entries(requests)) if (isDevice(name)) limits[name] ??= request;
  for (const [name, standard] of Object.entries(defaults)) {
    const { [name]: request } = requests;
    const { [name]: limit } = limits;
    requests[name] = request ?? limit ?? standard.request;
    limits[name] = limit ?? request ?? standard.limit;
  }
  return { requests, limits, ...(given?.claims === undefined ? {} : { claims: given.claims }) };
}
