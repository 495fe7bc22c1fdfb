import type { Axon, Task } from '../spec/axon';
import type { ImageLock } from '../spec/image-lock';
import { issue, type Issue } from '../spec/issue';
import { isUnbuilt } from './image-reference';

/**
 * Images of which nobody knows the digest yet.
 *
 * @param runtimeImage - of gateways and of what runs before a task: built with the others, so it is told where there are none
 */
export function unbuiltImages(axon: Axon, images: ImageLock, runtimeImage: string): readonly Issue[] {
  const unbuilt = unbuiltTasks(axon, images);
  if (unbuilt.length > 0 || axon.tasks.size === 0 || !isUnbuilt(runtimeImage)) return unbuilt;
  const message = `the image of the runtime has not been built, what runs before tasks is written with ${runtimeImage}`;
  const hint = 'build and push it with myelin build; its lock lies beside the axon, or is named by imageLock';
  return [issue('MYL5001', ['metadata', 'name'], message, hint)];
}

function unbuiltTasks(axon: Axon, images: ImageLock): readonly Issue[] {
  const seen = new Set(Object.keys(images));
  return [...axon.tasks.values()].flatMap((task: Task) => {
    if (task.image?.kind !== 'build' || seen.has(task.image.build.repositoryName)) return [];
    const { repositoryName } = task.image.build;
    seen.add(repositoryName);
    const message = `the image ${repositoryName} has not been built, its pods are written with ${repositoryName}:unbuilt`;
    return [issue('MYL5001', [...task.path, task.kind, 'imageBuild'], message, 'build and push it with myelin build')];
  });
}
