import type { Axon } from '../axon';
import { unlikelyBytes } from './amounts';
import { storeName } from '../derive/names';
import { DEFAULT_CLAIM } from '../derive/store-claim';
import { issue, type Issue } from '../issue';
import { didYouMean } from '../lang/closest';
import { meantQuantity, parseQuantity } from '../lang/quantity';
import { QUANTITY_FAULT } from '../schema/names';
import { show, valueAt } from '../schema-faults';

/**
 * A store that is said in two ways, a claim that the API server would refuse, and a store that the pods of the axon cannot
 * share. What is not written is for whoever fills it in.
 */
export function checkStore(axon: Axon): readonly Issue[] {
  const { volume, volumeClaimTemplate } = axon.spec.spec;
  if (volume !== undefined && volumeClaimTemplate !== undefined) {
    const message = 'expected only one of volumeClaimTemplate, volume';
    return [issue('MYL1006', ['spec', 'volume'], message, 'an axon has one store, remove one of them')];
  }
  if (volume !== undefined) return checkVolume(axon, volume);
  const faults = [...checkModes(axon), ...checkSize(axon)];
  return faults.length > 0 ? faults : checkSharing(axon);
}

const MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** As tables of storage and `kubectl` shorten them. */
const SHORT_MODES: Readonly<Record<string, string>> = {
  RWO: 'ReadWriteOnce',
  ROX: 'ReadOnlyMany',
  RWX: 'ReadWriteMany',
  RWOP: 'ReadWriteOncePod',
};

const MODES_PATH = ['spec', 'volumeClaimTemplate', 'spec', 'accessModes'];
const SIZE_PATH = ['spec', 'volumeClaimTemplate', 'spec', 'resources', 'requests', 'storage'];

function checkModes(axon: Axon): readonly Issue[] {
  const modes = valueAt(axon.spec, MODES_PATH);
  if (modes === undefined || modes === null) return [];
  if (!Array.isArray(modes)) {
    const meant = MODES.find((mode) => mode === modes) ?? 'ReadWriteMany';
    return [issue('MYL1003', MODES_PATH, `expected a list, got ${show(modes)}`, `write accessModes: [${meant}]`)];
  }
  return modes.flatMap((mode: unknown, index) => {
    if (MODES.includes(mode as string)) return [];
    const short = typeof mode === 'string' ? SHORT_MODES[mode.toUpperCase()] : undefined;
    const hint = short === undefined ? didYouMean(String(mode), MODES) : `did you mean ${short}`;
    return [issue('MYL1003', [...MODES_PATH, index], `expected one of ${MODES.join(', ')}, got ${show(mode)}`, hint)];
  });
}

function checkSize(axon: Axon): readonly Issue[] {
  const size = valueAt(axon.spec, SIZE_PATH);
  if (size === undefined || size === null) return [];
  if ((parseQuantity(String(size)) ?? 0) > 0) return unlikelyBytes('storage', String(size), SIZE_PATH);
  return [issue('MYL1003', SIZE_PATH, `${QUANTITY_FAULT}, got ${show(size)}`, meantQuantity(String(size)))];
}

/** Volumes of which each pod has one of its own, and volumes that nobody can write to. */
const OWN_VOLUMES = ['emptyDir', 'ephemeral'];
const READ_VOLUMES = ['configMap', 'secret', 'projected', 'downwardAPI', 'image'];

function checkVolume(axon: Axon, volume: Readonly<Record<string, unknown>>): readonly Issue[] {
  const of = (kinds: readonly string[]) => kinds.find((kind) => volume[kind] !== undefined);
  const [own, read] = [of(OWN_VOLUMES), of(READ_VOLUMES)];
  if (axon.tasks.size === 0 || (own ?? read) === undefined) return [];
  const message =
    own === undefined
      ? `the store is a volume ${read}, which can only be read, and every task writes to it`
      : `the store is a volume ${own}, which each pod has for itself, so no task finds what another one wrote`;
  const hint = 'use volumeClaimTemplate with accessModes: [ReadWriteMany]';
  return [issue('MYL5005', ['spec', 'volume', own ?? read ?? ''], message, hint)];
}

function checkSharing(axon: Axon): readonly Issue[] {
  const { volumeClaimTemplate: claim } = axon.spec.spec;
  const { metadata } = (claim ?? {}) as { metadata?: { name?: unknown } };
  const modes = valueAt(axon.spec, MODES_PATH);
  if (!Array.isArray(modes) || modes.length === 0 || axon.tasks.size === 0) return [];
  const name = storeName(axon.name, typeof metadata?.name === 'string' ? metadata.name : undefined);
  const hint = 'use accessModes: [ReadWriteMany] if the storage class can do it';
  if (modes.includes('ReadWriteMany')) return [];
  if (modes.every((mode) => mode === 'ReadOnlyMany')) {
    return [issue('MYL5005', MODES_PATH, `the store ${name} can only be read, and every task writes to it`, hint)];
  }
  if (axon.tasks.size < 2) return [];
  if (!modes.includes('ReadWriteOnce')) {
    const message = `the store ${name} is mounted by one pod only, so no two tasks of ${axon.name} can run at once`;
    return [issue('MYL5005', MODES_PATH, message, hint)];
  }
  const message = `the store ${name} is mounted by one node only, so all pods of ${axon.name} run on that node`;
  return [issue('MYL5002', MODES_PATH, message, hint)];
}

/**
 * A claim whose access modes nobody wrote, so that it is made as `DEFAULT_CLAIM` says. It matters to what is made for a cluster
 * alone: on one machine the store is a folder.
 */
export function checkUnsaidClaim(axon: Axon): readonly Issue[] {
  const { volume, volumeClaimTemplate: claim } = axon.spec.spec;
  const modes = valueAt(axon.spec, MODES_PATH) ?? undefined;
  if (volume !== undefined || modes !== undefined || axon.tasks.size < 2) return [];
  const { metadata } = (claim ?? {}) as { metadata?: { name?: unknown } };
  const name = storeName(axon.name, typeof metadata?.name === 'string' ? metadata.name : undefined);
  const { accessModes, resources } = DEFAULT_CLAIM;
  const made =
    claim === undefined
      ? `${axon.name} says nothing of its store, so the claim ${name} asks for ${resources.requests.storage} of ${accessModes.join()}`
      : `the claim ${name} has no access modes, so it asks for ${accessModes.join()}`;
  const hint = 'add accessModes: [ReadWriteMany] to spec.volumeClaimTemplate.spec if the storage class can do it';
  const message = `${made}, and all pods of ${axon.name} run on the one node that mounts it`;
  return [issue('MYL5002', ['spec', 'volumeClaimTemplate'], message, hint)];
}
