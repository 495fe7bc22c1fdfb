import type { CloudFault } from './fault';
import type { PlannedMesh } from './istio';

/**
 * Releases of Istio and the versions of Kubernetes that each is made for. Source: istio.io, "Supported releases", by way of
 * endoflife.date/istio (2026-02), istio.io/latest/news/releases/1.30.x, and for the end of 1.30 the calendar of Azure's add-on
 * (2026-08). `newest` is the last patch that was known then, and is installed unless another is asked for.
 */
export const ISTIO_VERSIONS: readonly {
  readonly version: string;
  readonly newest: string;
  /** The last day of support. */
  readonly until: string;
  readonly kubernetes: readonly string[];
}[] = [
  {
    version: '1.29',
    newest: '1.29.0',
    until: '2026-08-31',
    kubernetes: ['1.31', '1.32', '1.33', '1.34', '1.35'],
  },
  {
    version: '1.30',
    newest: '1.30.5',
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

/** What a version of Istio is held against. */
export interface IstioQuestion {
  readonly kubernetesVersion: string;
  /** Versions that somebody knows to be there. */
  readonly offered: readonly string[];
  /** Such as `2026-11-26`. */
  readonly today: string;
  /** Of the version in the props. @default - `mesh.version` */
  readonly path?: CloudFault['path'];
}

/**
 * A release whose support is over runs on, so that is a warning. What the table does not have is refused, unless somebody says that it
 * is there.
 */
export function checkIstio(version: string, question: IstioQuestion): readonly CloudFault[] {
  const { kubernetesVersion, offered, today, path = ['mesh', 'version'] } = question;
  const fault = (message: string, hint: string): readonly CloudFault[] => [{ code: 'CLOUD009', path, message, hint }];
  const patch = /^\d+\.\d+\.(\d+)$/.exec(version)?.[1];
  if (patch !== undefined && offered.includes(version)) return [];
  const release = ISTIO_VERSIONS.find((row) => version === row.version || version.startsWith(`${row.version}.`));
  const fits = ISTIO_VERSIONS.filter(({ kubernetes }) => kubernetes.includes(kubernetesVersion));
  const open = fits.filter(({ until }) => today <= until);
  const use = `use ${(open.length > 0 ? open : fits).map(({ newest }) => newest).join(', ') || 'a version of Kubernetes that Istio is made for'}`;
  const trust = patch === undefined ? use : `${use}, or name it in mesh.offeredVersions where Istio has it by now`;
  if (release === undefined || patch === undefined) {
    return fault(`Istio ${JSON.stringify(version)} is not in the table of releases`, trust);
  }
  if (Number(patch) > Number(release.newest.split('.')[2])) {
    return fault(`the table of releases ends with ${release.newest}, before ${version}`, trust);
  }
  if (!release.kubernetes.includes(kubernetesVersion)) {
    return fault(`Istio ${version} is not made for Kubernetes ${kubernetesVersion}`, use);
  }
  if (today <= release.until) return [];
  const message = `Istio ${release.version} is out of support since ${release.until}`;
  const hint = open.length > 0 ? use : 'use a release of myelin with a newer table';
  return [{ code: 'CLOUD009', path, message, hint, severity: 'warning' }];
}

/** The version of a second Istio: one that fits, and another than the first. */
export function checkIstioCanary(
  canary: string | undefined,
  { mesh, kubernetesVersion, today }: { mesh: PlannedMesh; kubernetesVersion: string; today: string },
): readonly CloudFault[] {
  if (canary === undefined) return [];
  const path = ['meshCanary'];
  if (mesh.kind !== 'helm' || canary === mesh.version) {
    const message = mesh.kind === 'helm' ? `${canary} is there already` : 'there is no Istio to try another version of';
    return [{ code: 'CLOUD009', path, message, hint: 'leave it out, or name another version' }];
  }
  return checkIstio(canary, { kubernetesVersion, offered: mesh.offeredVersions, today, path });
}
