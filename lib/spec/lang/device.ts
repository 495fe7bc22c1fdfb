/** Resources that Kubernetes itself counts; any other with a domain is a device of some vendor. */
const OWN_DOMAIN = /(^|\.)kubernetes\.io\//;

/** Whether a resource is a device such as `nvidia.com/gpu`, which is counted in whole and cannot be shared. */
export function isDevice(resource: string): boolean {
  return resource.includes('/') && !OWN_DOMAIN.test(resource);
}
