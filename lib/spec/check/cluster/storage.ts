import type { Axon } from '../../axon';
import type { ClusterFacts } from '../../cluster-facts';
import { issue, type Issue } from '../../issue';
import { didYouMean } from '../../lang/closest';

/** A claim for which the cluster has no storage. */
export function checkStorage(axon: Axon, { storageClasses }: ClusterFacts): readonly Issue[] {
  const { volume, volumeClaimTemplate } = axon.spec.spec;
  if (storageClasses === undefined || volume !== undefined) return [];
  const { spec } = (volumeClaimTemplate ?? {}) as { spec?: { storageClassName?: unknown; accessModes?: unknown } };
  const path = ['spec', 'volumeClaimTemplate', 'spec', 'storageClassName'];
  const named = spec?.storageClassName;
  // An empty name asks for a volume that somebody made by hand.
  if (named === '') return [];
  const names = storageClasses.map(({ name }) => name);
  const found = storageClasses.find((one) => (typeof named === 'string' ? one.name === named : one.default === true));
  if (found === undefined) {
    if (typeof named !== 'string') {
      const message = `the claim of ${axon.name} names no storage class, and the cluster has no default`;
      return [issue('MYL6007', path, message, `name one of ${names.join(', ') || 'none'}`)];
    }
    const hint = didYouMean(named, names) ?? `its classes: ${names.join(', ') || 'none'}`;
    return [issue('MYL6007', path, `the cluster has no storage class ${named}`, hint)];
  }
  const modes: unknown = spec?.accessModes;
  const wanted = Array.isArray(modes) ? modes.map(String) : [];
  const missing = wanted.filter((mode) => found.accessModes !== undefined && !found.accessModes.includes(mode));
  if (missing.length === 0) return [];
  const message = `the storage class ${found.name} cannot do ${missing.join(', ')}, it can do ${found.accessModes?.join(', ')}`;
  const able = storageClasses.filter((one) => missing.every((mode) => one.accessModes?.includes(mode) === true));
  const hint = able.length === 0 ? 'use another access mode' : `name one of ${able.map(({ name }) => name).join(', ')}`;
  return [issue('MYL6007', ['spec', 'volumeClaimTemplate', 'spec', 'accessModes'], message, hint)];
}
