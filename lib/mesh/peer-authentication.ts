/** An Istio PeerAuthentication, as far as Myelin writes it, as plain data (security.istio.io/v1). */
export interface PeerAuthenticationData {
  readonly selector: { readonly matchLabels: { [label: string]: string } };
  readonly mtls: { readonly mode: 'STRICT' };
  /** @default - all ports are alike */
  readonly portLevelMtls?: { [port: string]: { readonly mode: 'DISABLE' } };
}

/**
 * Servers that nobody can ask without an identity of the mesh.
 *
 * Of several policies that select one pod Istio obeys the oldest, so no two of an axon may.
 *
 * @param plainPorts - on which nothing is encrypted, for those who are not part of the mesh
 */
export function peerAuthentication(
  matchLabels: Readonly<Record<string, string>>,
  plainPorts: readonly number[] = [],
): PeerAuthenticationData {
  const plain = plainPorts.map((port) => [String(port), { mode: 'DISABLE' as const }]);
  return {
    selector: { matchLabels: { ...matchLabels } },
    mtls: { mode: 'STRICT' },
    ...(plain.length === 0 ? {} : { portLevelMtls: Object.fromEntries(plain) as Record<string, { mode: 'DISABLE' }> }),
  };
}
