import { issue, type Issue, type Path } from '../issue';
import { didYouMean } from '../lang/closest';
import { show, valueAt } from '../schema-faults';
import type { ContainerKeys } from '../schema/task';

/**
 * Where a pod runs and what is mounted in it, as Kubernetes has it: what no API server takes. A path that is not absolute is
 * none of it, since a kubelet reads it from the root.
 */
export function checkPlaces(
  { volumes = [], volumeMounts = [], tolerations = [], affinity = {} }: ContainerKeys,
  path: Path,
): readonly Issue[] {
  return [
    ...twice(volumes, [...path, 'volumes']),
    ...volumeMounts.flatMap((mount, index) => checkMountPath(mount, [...path, 'volumeMounts', index, 'mountPath'])),
    ...tolerations.flatMap((one, index) => checkToleration(one, [...path, 'tolerations', index])),
    ...Object.keys(affinity).flatMap((key) => checkAffinity(key, [...path, 'affinity', key])),
  ];
}

type Entries = Readonly<Record<string, unknown>>;

function twice(volumes: readonly Entries[], path: Path): Issue[] {
  const names = volumes.map((volume) => valueAt(volume, ['name']));
  return names.flatMap((name, index): Issue[] => {
    if (typeof name !== 'string' || names.indexOf(name) === index) return [];
    return [issue('MYL1010', [...path, index, 'name'], `the volume ${name} is defined twice`, 'rename one of them')];
  });
}

function checkMountPath(mount: Entries, path: Path): Issue[] {
  const at = valueAt(mount, ['mountPath']);
  if (at === undefined || at === null) return [issue('MYL1005', path, 'mountPath is missing, expected a path')];
  if (typeof at === 'string' && at !== '' && !at.includes(':')) return [];
  return [issue('MYL1003', path, `expected a path without ":", got ${show(at)}`)];
}

/** Source: Toleration and TaintEffect of Kubernetes' core/v1. */
const TOLERATION_WORDS = {
  operator: ['Exists', 'Equal', 'Lt', 'Gt'],
  effect: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
} as const;

function checkToleration(toleration: Entries, path: Path): Issue[] {
  return Object.entries(TOLERATION_WORDS).flatMap(([key, words]): Issue[] => {
    const word = valueAt(toleration, [key]);
    // An empty text is what Kubernetes has for a key that is left out.
    if (word === undefined || word === null || word === '' || words.some((one) => one === word)) return [];
    const hint = typeof word === 'string' ? didYouMean(word, words) : undefined;
    return [issue('MYL1003', [...path, key], `expected one of ${words.join(', ')}, got ${show(word)}`, hint)];
  });
}

const AFFINITIES = ['nodeAffinity', 'podAffinity', 'podAntiAffinity'];

function checkAffinity(key: string, path: Path): Issue[] {
  if (AFFINITIES.includes(key)) return [];
  const hint = didYouMean(key, AFFINITIES) ?? `known keys are ${AFFINITIES.join(', ')}`;
  return [issue('MYL1004', path, `unknown key ${key}`, hint)];
}
