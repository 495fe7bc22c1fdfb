import type { Axon, Task } from '../axon';
import { isReservedVariable } from '../derive/variable-name';
import { issue, type Issue, type Path } from '../issue';
import { didYouMean } from '../lang/closest';
import { show, valueAt } from '../schema-faults';
import type { ContainerKeys } from '../schema/task';
import type { EnvVar } from '../schema/workload';
import { checkPlaces } from './pod-places';
import { checkEnvFrom, checkValueFrom } from './variable-sources';

/** What of the pod of a task cannot be, or is written and has no effect. */
export function checkPods(axon: Axon): readonly Issue[] {
  const ofAxon = axon.spec.spec.podPatch;
  return [
    ...patchKeys(ofAxon, ['spec', 'podPatch']),
    ...[...axon.tasks.values()].flatMap((task) => checkTask(task, ofAxon)),
    ...axon.sensors.flatMap(({ actions }) => actions.flatMap(({ env, path }) => variables(env, [...path, 'env']))),
  ];
}

function checkTask({ kind, path, env, spec }: Task, ofAxon: unknown): Issue[] {
  const at = [...path, kind];
  return [
    ...variables(env, [...at, 'env']),
    ...checkEnvFrom(spec.envFrom, [...at, 'envFrom']),
    ...patchKeys(spec.podPatch, [...at, 'podPatch']),
    ...checkPlaces(spec, at),
    ...unknownVolumes(spec, [ofAxon, spec.podPatch], at),
  ];
}

function variables(env: readonly EnvVar[], path: Path): Issue[] {
  return [...repeats(env, path), ...hidden(env, path), ...checkValueFrom(env, path)];
}

/** Of two variables of one name a pod takes the later. */
function repeats(env: readonly EnvVar[], path: Path): Issue[] {
  return env.flatMap(({ name }, index): Issue[] => {
    const later = env.findIndex((other, place) => place > index && other.name === name);
    if (later === -1) return [];
    const message = `the variable ${name} is written again at env[${later}], which is the one that counts`;
    return [issue('MYL1108', [...path, index, 'name'], message, 'remove one of them')];
  });
}

/** What neither hand gives to a process. */
function hidden(env: readonly EnvVar[], path: Path): Issue[] {
  return env.flatMap(({ name }, index): Issue[] => {
    if (!isReservedVariable(name)) return [];
    const message = `the variable ${name} has no effect, names that begin with MYELIN_ are given by Myelin`;
    return [issue('MYL1108', [...path, index, 'name'], message, 'rename it, or remove it')];
  });
}

/** A patch is of a pod, which has two parts. */
function patchKeys(patch: Readonly<Record<string, unknown>> | undefined, path: Path): Issue[] {
  const keys = ['metadata', 'spec'];
  return Object.keys(patch ?? {}).flatMap((key): Issue[] => {
    if (keys.includes(key)) return [];
    const hint = didYouMean(key, keys) ?? 'a patch is {metadata, spec} of a pod';
    return [issue('MYL1004', [...path, key], `unknown key ${key}`, hint)];
  });
}

/** A mount needs a volume beside it, or one that a patch adds. */
function unknownVolumes(
  { volumes = [], volumeMounts = [] }: Pick<ContainerKeys, 'volumes' | 'volumeMounts'>,
  patches: readonly unknown[],
  path: Path,
): Issue[] {
  const added = patches.map((patch) => valueAt(patch, ['spec', 'volumes']));
  const known = [volumes, ...added].flatMap((list) => (Array.isArray(list) ? list : [])).map((one) => nameOf(one));
  const names = known.filter((name) => typeof name === 'string');
  return volumeMounts.flatMap((mount, index): Issue[] => {
    const name = nameOf(mount);
    if (names.includes(name as string)) return [];
    const at = [...path, 'volumeMounts', index, 'name'];
    if (typeof name !== 'string') return [issue('MYL1003', at, `expected the name of a volume, got ${show(name)}`)];
    const hint = didYouMean(name, names) ?? `add {name: ${name}, ...} to volumes`;
    return [issue('MYL1101', at, `unknown volume ${name}`, hint)];
  });
}

function nameOf(item: unknown): unknown {
  return valueAt(item, ['name']);
}
