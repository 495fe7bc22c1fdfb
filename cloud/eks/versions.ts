import type { SupportedVersion } from '../shared/checks';

/**
 * Versions of Kubernetes on EKS. Source: the release calendar of the EKS user guide as of January 2026
 * (docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html), for 1.35 endoflife.date/amazon-eks of February 2026, and
 * for 1.36 what is written about it (devopsdreams.blogspot.com, "Kubernetes 1.36 on Amazon EKS", August 2026).
 */
export const KUBERNETES_VERSIONS: readonly SupportedVersion[] = [
  { version: '1.31', from: '2024-09-26', until: '2025-11-26', extendedUntil: '2026-11-26' },
  { version: '1.32', from: '2025-01-23', until: '2026-03-23', extendedUntil: '2027-03-23' },
  { version: '1.33', from: '2025-05-29', until: '2026-07-29', extendedUntil: '2027-07-29' },
  { version: '1.34', from: '2025-10-02', until: '2026-12-02', extendedUntil: '2027-12-02' },
  { version: '1.35', from: '2026-01-27', until: '2027-03-27', extendedUntil: '2028-03-27' },
  { version: '1.36', from: '2026-06-02', until: '2027-08-02', extendedUntil: '2028-08-02' },
];
