/**
 * What can be wrong with what a cluster is asked for. Codes are documented in docs/cloud/README.md and never reused; a test
 * compares both.
 */
export const CLOUD_CODES = {
  CLOUD001: 'two constructs of a stack have one address',
  CLOUD002: 'a name that the cloud does not take',
  CLOUD003: 'a region or zones that the cluster cannot stand in',
  CLOUD004: 'a version of Kubernetes that is not supported, or not to its end',
  CLOUD005: 'a range of addresses that is malformed, too small, or overlaps another',
  CLOUD006: 'a public endpoint that anyone could reach',
  CLOUD007: 'a pool of nodes that cannot be',
  CLOUD008: 'a GPU that the region or the machine does not have',
  CLOUD009: 'a mesh that does not fit the cluster',
  CLOUD010: 'an identity or permission that cannot be given',
  CLOUD011: 'a value that is out of bounds',
  CLOUD012: 'a key that is unknown, or a value of another kind',
} as const;

export type CloudCode = keyof typeof CLOUD_CODES;

/** A fault in the props of a cluster, in the form of an issue of an axon. */
export interface CloudFault {
  readonly code: CloudCode;
  /** Keys and indices from the props of the cluster. */
  readonly path: readonly (string | number)[];
  /** Lower case, with the value found, without a period. */
  readonly message: string;
  /** The fix. */
  readonly hint: string;
  /** What is said of a cluster that is made all the same. @default - the cluster cannot be made */
  readonly severity?: 'warning';
}

/** `nodePools[1].machineType`: a path as users write it. */
export function formatCloudPath(path: CloudFault['path']): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** A fault as people read it, on one line. */
export function formatFault({ code, path, message, hint }: CloudFault): string {
  const place = path.length === 0 ? '' : `${formatCloudPath(path)}: `;
  return `${code} ${place}${message}; ${hint}`;
}

/** Every fault of a cluster at once; nothing of it was made. */
export class ClusterError extends Error {
  public override readonly name = 'ClusterError';

  public constructor(
    cluster: string,
    public readonly faults: readonly CloudFault[],
  ) {
    super([`cluster ${cluster} cannot be made`, ...faults.map(formatFault)].join('\n'));
  }
}
