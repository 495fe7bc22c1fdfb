import type { KubernetesObject } from '../outline';
import type { Resources } from './resources';

/** Resources that Kubernetes itself counts; any other with a domain is a device of some vendor. */
const OWN_DOMAIN = /(^|\.)kubernetes\.io\//;

/** Whether a resource is a device such as `nvidia.com/gpu`, which is counted in whole and cannot be shared. */
export function isDevice(resource: string): boolean {
  return resource.includes('/') && !OWN_DOMAIN.test(resource);
}

/**
 * The tolerations of a pod: those that its author gives, and one for each device that it asks for. Nodes with devices are
 * by custom tainted with the name of the device, so that only pods that need one land there (what the admission plugin
 * ExtendedResourceToleration does where it is on).
 */
export function withDeviceTolerations(
  given: readonly KubernetesObject[] | undefined,
  { requests = {}, limits = {} }: Resources,
): readonly KubernetesObject[] | undefined {
  const own = given ?? [];
  const devices = [...new Set([...Object.keys(limits), ...Object.keys(requests)])].filter(isDevice).sort();
  const added = devices
    .filter((device) => !own.some(({ key }) => key === device))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoSchedule' }));
  return own.length + added.length === 0 ? undefined : [...own, ...added];
}
