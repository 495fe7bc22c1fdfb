import type { SupportedVersion } from '../shared/checks';

/**
 * Versions of Kubernetes on AKS: the first day of the month of general availability, the last of the month that ends support,
 * and a year more of long-term support. Source: Microsoft, "Supported Kubernetes versions in AKS", release calendar as of
 * 2026-08; what is later than that is announced. What a region has says `az aks get-versions --location <region>`.
 */
export const KUBERNETES_VERSIONS: readonly SupportedVersion[] = [
  { version: '1.33', from: '2025-06-01', until: '2026-07-31', extendedUntil: '2027-06-30' },
  { version: '1.34', from: '2025-11-01', until: '2026-11-30', extendedUntil: '2027-11-30' },
  { version: '1.35', from: '2026-03-01', until: '2027-03-31', extendedUntil: '2028-03-31' },
  { version: '1.36', from: '2026-06-01', until: '2027-06-30', extendedUntil: '2028-06-30' },
];

/** A revision of the Istio add-on. */
export interface MeshRevision {
  readonly revision: string;
  /** The last day of support. */
  readonly until: string;
  /** Versions of Kubernetes that it runs on. */
  readonly kubernetes: readonly string[];
  /** Whether a new installation redirects traffic by a plugin of the network, without a privileged container in each pod. */
  readonly cni: boolean;
}

/**
 * Revisions of the Istio add-on. Source: Microsoft, "Support policy for Istio-based service mesh add-on" and "Enable Istio CNI
 * for Istio-based service mesh add-on" (from asm-1-30 on it is the default of new installations; before, a command that no
 * argument of the provider stands for), as read in 2026-08. Ends are announced as expected months.
 */
export const MESH_REVISIONS: readonly MeshRevision[] = [
  { revision: 'asm-1-28', until: '2026-08-31', kubernetes: ['1.33', '1.34', '1.35'], cni: false },
  { revision: 'asm-1-29', until: '2026-09-30', kubernetes: ['1.33', '1.34', '1.35', '1.36'], cni: false },
  { revision: 'asm-1-30', until: '2026-12-31', kubernetes: ['1.33', '1.34', '1.35', '1.36'], cni: true },
];
