/** A part of an object of Kubernetes, as plain data. */
export type KubernetesObject = Readonly<Record<string, unknown>>;
