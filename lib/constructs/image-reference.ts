import type { TaskImage } from '../spec/axon';
import type { ImageLock } from '../spec/image-lock';

/** The tag of an image that nobody has built: a cluster refuses it by name, and a reader sees why. */
const UNBUILT = 'unbuilt';

export const RUNTIME_IMAGE = `myelin-runtime:${UNBUILT}`;

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
