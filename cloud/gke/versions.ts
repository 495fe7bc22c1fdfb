import type { SupportedVersion } from '../shared/checks';

/**
 * Versions of Kubernetes on GKE: the day on which the channel REGULAR has one, the end of standard support after fourteen months,
 * and that of the channel EXTENDED after twenty-four. Source: GKE's release schedule, by way of endoflife.date (2026-04), for 1.33
 * to 1.35; GKE's release notes, which have 1.36 in REGULAR in June 2026, with ends that are counted from there. The ends of
 * extended support are counted too. What a region has says `gcloud container get-server-config --region <region>`.
 */
export const KUBERNETES_VERSIONS: readonly SupportedVersion[] = [
  { version: '1.33', from: '2025-06-03', until: '2026-08-03', extendedUntil: '2027-06-03' },
  { version: '1.34', from: '2025-09-30', until: '2026-10-01', extendedUntil: '2027-09-30' },
  { version: '1.35', from: '2026-02-11', until: '2027-04-11', extendedUntil: '2028-02-11' },
  { version: '1.36', from: '2026-06-30', until: '2027-08-30', extendedUntil: '2028-06-30' },
];

export const RELEASE_CHANNELS = ['RAPID', 'REGULAR', 'STABLE', 'EXTENDED'] as const;

export type ReleaseChannel = (typeof RELEASE_CHANNELS)[number];

/**
 * The revision of the managed mesh that a cluster gets, which follows its release channel. Source: Cloud Service Mesh, "Managed
 * Cloud Service Mesh release channels", from memory; it speaks of no revision for EXTENDED.
 */
export const MESH_REVISIONS: Readonly<Partial<Record<ReleaseChannel, string>>> = {
  RAPID: 'asm-managed-rapid',
  REGULAR: 'asm-managed',
  STABLE: 'asm-managed-stable',
};
