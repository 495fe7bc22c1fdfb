import type { TaskImage } from '../spec/axon';
import { RUNTIME_REPOSITORY, type ImageLock } from '../spec/image-lock';

/** The tag of an image that nobody has built: a cluster refuses it by name, and a reader sees why. */
const UNBUILT = 'unbuilt';

/** The image of gateways, init containers and the runtime. @param named - by the author of the construct */
export function runtimeImageReference(named: string | undefined, lock: ImageLock): string {
  return named ?? lock[RUNTIME_REPOSITORY]?.image ?? `${RUNTIME_REPOSITORY}:${UNBUILT}`;
}

/** Whether nobody has built an image that is written for a pod. */
export function isUnbuilt(reference: string): boolean {
  return reference.endsWith(`:${UNBUILT}`);
}

/** What a pod asks for: of what has been built, the very image. @returns undefined where a patch or the TFJob brings it */
export function imageReference(image: TaskImage | undefined, lock: ImageLock): string | undefined {
  if (image === undefined) return undefined;
  switch (image.kind) {
    case 'reference':
      return image.reference;
    case 'build':
      return lock[image.build.repositoryName]?.image ?? `${image.build.repositoryName}:${UNBUILT}`;
  }
}
