import type { Axon } from '../axon';
import { storeName } from '../derive/names';
import { issue, type Issue } from '../issue';

/** A store that is said in two ways, or a claim that the pods of the axon cannot share. What is not written is for whoever fills it in. */
export function checkStore(axon: Axon): readonly Issue[] {
  const { volume, volumeClaimTemplate } = axon.spec.spec;
  if (volume === undefined || volumeClaimTemplate === undefined) return checkSharing(axon);
  const message = 'expected only one of volumeClaimTemplate, volume';
  return [issue('MYL1006', ['spec', 'volume'], message, 'an axon has one store, remove one of them')];
}

function checkSharing(axon: Axon): readonly Issue[] {
  const { volume, volumeClaimTemplate: claim } = axon.spec.spec;
  const { metadata, spec } = (claim ?? {}) as { metadata?: { name?: unknown }; spec?: { accessModes?: unknown } };
  const modes: unknown = spec?.accessModes;
  if (volume !== undefined || !Array.isArray(modes) || modes.length === 0 || axon.tasks.size === 0) return [];
  const path = ['spec', 'volumeClaimTemplate', 'spec', 'accessModes'];
  const name = storeName(axon.name, typeof metadata?.name === 'string' ? metadata.name : undefined);
  const hint = 'use accessModes: [ReadWriteMany] if the storage class can do it';
  if (modes.includes('ReadWriteMany')) return [];
  if (modes.every((mode) => mode === 'ReadOnlyMany')) {
    return [issue('MYL5005', path, `the store ${name} can only be read, and every task writes to it`, hint)];
  }
  if (axon.tasks.size < 2) return [];
  if (!modes.includes('ReadWriteOnce')) {
    const message = `the store ${name} is mounted by one pod only, so no two tasks of ${axon.name} can run at once`;
    return [issue('MYL5005', path, message, hint)];
  }
  return [issue('MYL5002', path, storeOnOneNode(name, axon.name), hint)];
}

/** The same words for a claim that says so, and for one that is made where none is written. */
export function storeOnOneNode(claim: string, axon: string): string {
  return `the store ${claim} is mounted by one node only, so all pods of ${axon} run on that node`;
}
