import type { Axon, Task } from '../spec/axon';
import { storeOnOneNode } from '../spec/check/store';
import type { ImageLock } from '../spec/image-lock';
import { issue, type Issue } from '../spec/issue';
import { storeVolume, type StorePlan } from './store-plan';

/** What is right in the language and will not work in a cluster as it stands. */
export function synthWarnings(axon: Axon, store: StorePlan, images: ImageLock): readonly Issue[] {
  return [...unbuiltImages(axon, images), ...sharedStore(axon, store)];
}

function unbuiltImages(axon: Axon, images: ImageLock): readonly Issue[] {
  const seen = new Set(Object.keys(images));
  return [...axon.tasks.values()].flatMap((task: Task) => {
    if (task.image?.kind !== 'build' || seen.has(task.image.build.repositoryName)) return [];
    const { repositoryName } = task.image.build;
    seen.add(repositoryName);
    const message = `the image ${repositoryName} has not been built, its pods are written with ${repositoryName}:unbuilt`;
    return [issue('MYL5001', [...task.path, task.kind, 'imageBuild'], message, 'build and push it with myelin build')];
  });
}

function sharedStore(axon: Axon, store: StorePlan): readonly Issue[] {
  // What the axon says of its claim is checked with the axon.
  const { spec } = (axon.spec.spec.volumeClaimTemplate ?? {}) as { spec?: { accessModes?: unknown } };
  const volume = storeVolume(store);
  if (spec?.accessModes !== undefined || volume.kind !== 'claim' || !volume.oneNode || axon.tasks.size < 2) return [];
  const message = storeOnOneNode(volume.claim, axon.name);
  const hint = 'add accessModes: [ReadWriteMany] to spec.volumeClaimTemplate.spec if the storage class can do it';
  return [issue('MYL5002', ['spec', 'volumeClaimTemplate'], message, hint)];
}
