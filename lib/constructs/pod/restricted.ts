/**
 * Security contexts that Pod Security *restricted* admits.
 *
 * One user and group for all pods of an axon, so that what one task writes into the store the next one may change.
 */
export function podSecurity(user: number, group: number) {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: group,
    fsGroup: group,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** @param readOnlyRoot - published code writes beside itself, so only what is ours gets a root it cannot write */
export function containerSecurity(readOnlyRoot: boolean) {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    ...(readOnlyRoot ? { readOnlyRootFilesystem: true } : {}),
  };
}
