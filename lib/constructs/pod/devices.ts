import type { GpuPool } from '../../spec/derive/on-cluster';
import { isDevice } from '../../spec/lang/device';
import type { KubernetesObject } from '../kubernetes-object';
import type { Resources } from './resources';

/**
 * The tolerations of a pod: those that its author gives, and one for each device that it asks for. Nodes with devices are
 * by custom tainted with the name of the device, so that only pods that need one land there (what the admission plugin
 * ExtendedResourceToleration does where it is on); pools that are known may have another taint.
 */
export function withDeviceTolerations(
  given: readonly KubernetesObject[] | undefined,
  resources: Resources,
  pools: readonly GpuPool[] = [],
): readonly KubernetesObject[] | undefined {
  const own = given ?? [];
  const devices = devicesOf(resources);
  const custom = devices.map((key) => ({ key, operator: 'Exists', effect: 'NoSchedule' }));
  const taints = pools.flatMap(({ resource, taint }) => (devices.includes(resource) && taint ? [taint] : []));
  const others = taints
    .filter(({ key, effect }) => !custom.some((one) => one.key === key && one.effect === effect))
    .map(({ key, value, effect }) => ({
      key,
      ...(value === undefined || value === '' ? { operator: 'Exists' } : { operator: 'Equal', value }),
      effect,
    }));
  const added = unique([...custom, ...others]).filter(({ key }) => !own.some((one) => one['key'] === key));
  return own.length + added.length === 0 ? undefined : [...own, ...added];
}

/**
 * The labels that its node must have: those that its author asks for, and those that all pools with its devices share, since
 * what makes nodes to measure goes by them. Nothing where no pool is known.
 */
export function withDeviceLabels(
  given: Readonly<Record<string, string>> | undefined,
  resources: Resources,
  pools: readonly GpuPool[] = [],
): Readonly<Record<string, string>> | undefined {
  const devices = devicesOf(resources);
  const [first, ...others] = pools.flatMap((pool) => (devices.includes(pool.resource) ? [pool.nodeLabels ?? {}] : []));
  const shared = Object.entries(first ?? {}).filter(([key, value]) => others.every((labels) => labels[key] === value));
  return shared.length === 0 ? given : { ...Object.fromEntries(shared), ...given };
}

function devicesOf({ requests = {}, limits = {} }: Resources): readonly string[] {
  return [...new Set([...Object.keys(limits), ...Object.keys(requests)])].filter(isDevice).sort();
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
