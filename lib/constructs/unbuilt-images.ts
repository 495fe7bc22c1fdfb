import type { Axon, Task } from '../spec/axon';
import type { ImageLock } from '../spec/image-lock';
import { issue, type Issue } from '../spec/issue';

/** Images of which nobody knows the digest yet. */
export function unbuiltImages(axon: Axon, images: ImageLock): readonly Issue[] {
  const seen = new Set(Object.keys(images));
  return [...axon.tasks.values()].flatMap((task: Task) => {
    if (task.image?.kind !== 'build' || seen.has(task.image.build.repositoryName)) return [];
    const { repositoryName } = task.image.build;
    seen.add(repositoryName);
    const message = `the image ${repositoryName} has not been built, its pods are written with ${repositoryName}:unbuilt`;
    return [issue('MYL5001', [...task.path, task.kind, 'imageBuild'], message, 'build and push it with myelin build')];
  });
}
