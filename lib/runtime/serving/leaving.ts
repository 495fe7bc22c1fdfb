import { VERSION_LABEL } from '../../spec/derive/labels';
import type { Kind, KubeObject } from '../kube/kube';

/** How long after the last route to it a version goes on, in milliseconds: until every proxy has heard of the change. */
const SETTLES = 5000;

/** A version of which something is still there and which should not serve any more. */
export interface LeavingVersion {
  /** As its label has it. */
  readonly label: string;
  /** What there is of it, pods included. */
  readonly objects: readonly KubeObject[];
  /** Whether a route still leads to it. */
  readonly isRouted: boolean;
  /** Since when none does, as far as is known. @default - since now */
  readonly quietSince?: number;
}

/** What to take away now, or when to look again. */
export interface Leave {
  readonly gone: readonly KubeObject[];
  /** Milliseconds since 1970. @default - when something changes */
  readonly lookAt?: number;
}

/** What ends last: by its name a request under way finds what it asks for. */
const LAST: readonly Kind[] = ['Service', 'DestinationRule', 'VirtualService', 'HTTPRoute'];

/**
 * How a version ends, so that no request is lost: no route leads to it; its gateway ends, and answers what has begun; its
 * model servers end; at last its names.
 */
export function leave({ objects, isRouted, quietSince }: LeavingVersion, now: number): Leave {
  if (isRouted) return { gone: [] };
  const since = quietSince ?? now;
  if (now - since < SETTLES) return { gone: [], lookAt: since + SETTLES };
  const going = objects.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const of = (...kinds: readonly Kind[]) => going.filter(({ kind }) => kinds.includes(kind as Kind));
  const gateways = of('Deployment').filter(isGateway);
  if (gateways.length > 0) return { gone: gateways };
  if (objects.some((one) => isGateway(one) && isRunning(one))) return { gone: [] };
  const servers = of('Deployment', 'HorizontalPodAutoscaler');
  if (servers.length > 0) return { gone: servers };
  if (objects.some(isRunning)) return { gone: [] };
  return { gone: of(...LAST) };
}

function isGateway({ metadata: { labels } }: KubeObject): boolean {
  return labels?.['app.kubernetes.io/component'] === 'gateway';
}

/** Whether requests may still be answered by it. */
function isRunning({ kind, status }: KubeObject): boolean {
  return kind === 'Deployment' || (kind === 'Pod' && status?.phase !== 'Failed' && status?.phase !== 'Succeeded');
}

/** Objects by the version that they are of. */
export function byVersion(objects: readonly KubeObject[]): ReadonlyMap<string, readonly KubeObject[]> {
  const found = new Map<string, KubeObject[]>();
  for (const object of objects) {
    const label = object.metadata.labels?.[VERSION_LABEL];
    if (label !== undefined) found.set(label, [...(found.get(label) ?? []), object]);
  }
  return found;
}

/** Whether a route leads to a version: it names one of its hosts, in whatever place, or selects its pods. */
export function leadsTo(route: KubeObject, label: string, hosts: readonly string[]): boolean {
  if (route['spec']?.selector?.[VERSION_LABEL] === label) return true;
  const text = JSON.stringify(route['spec'] ?? {});
  return hosts.some((host) => text.includes(JSON.stringify(host)));
}
