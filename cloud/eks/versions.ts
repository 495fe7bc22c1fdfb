import type { SupportedVersion } from '../shared/checks';

/**
 * Versions of Kubernetes on EKS. Source: the release calendar of the EKS user guide as of January 2026
 * (docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html) and, for 1.35, endoflife.date/amazon-eks of February 2026.
 */
export const KUBERNETES_VERSIONS: readonly SupportedVersion[] = [
  { version: '1.31', from: '2024-09-26', until: '2025-11-26', extendedUntil: '2026-11-26' },
  { version: '1.32', from: '2025-01-23', until: '2026-03-23', extendedUntil: '2027-03-23' },
  { version: '1.33', from: '2025-05-29', until: '2026-07-29', extendedUntil: '2027-07-29' },
  { version: '1.34', from: '2025-10-02', until: '2026-12-02', extendedUntil: '2027-12-02' },
  { version: '1.35', from: '2026-01-27', until: '2027-03-27', extendedUntil: '2028-03-27' },
];

/**
 * Releases of Istio and the versions of Kubernetes that each is made for. Source: istio.io, "Supported releases", by way of
 * endoflife.date/istio (2026-02), istio.io/latest/news/releases/1.30.x, and for the end of 1.30 the calendar of Azure's add-on
 * (2026-08). `newest` is the patch that is installed unless another is asked for.
 */
export const ISTIO_VERSIONS: readonly (SupportedVersion & {
  readonly newest: string;
  readonly kubernetes: readonly string[];
})[] = [
  {
    version: '1.29',
    newest: '1.29.0',
    from: '2026-02-16',
    until: '2026-08-31',
    kubernetes: ['1.31', '1.32', '1.33', '1.34', '1.35'],
  },
  {
    version: '1.30',
    newest: '1.30.5',
    from: '2026-05-18',
    until: '2026-12-31',
    kubernetes: ['1.32', '1.33', '1.34', '1.35', '1.36'],
  },
];

/** The newest release that a version of Kubernetes can have; that a table is old is no reason to install nothing. */
export function istioFor(kubernetesVersion: string): string {
  const fitting = ISTIO_VERSIONS.filter(({ kubernetes }) => kubernetes.includes(kubernetesVersion));
  return fitting.at(-1)?.newest ?? '';
}

/** `1-30-5` of 1.30.5: the name of a revision is part of names of objects. */
export function revisionOf(istioVersion: string): string {
  return istioVersion.replaceAll('.', '-');
}
