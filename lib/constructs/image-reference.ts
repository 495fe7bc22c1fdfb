import type { TaskImage } from '../spec/axon';

/** The tag of an image that nobody has built: a cluster refuses it by name, and a reader sees why. */
const UNBUILT = 'unbuilt';

export const RUNTIME_IMAGE = `myelin-runtime:${UNBUILT}`;

/** What a pod asks for. @returns undefined where a patch or the TFJob brings the image */
export function imageReference(image: TaskImage | undefined): string | undefined {
  if (image === undefined) return undefined;
  switch (image.kind) {
    case 'reference':
      return image.reference;
    case 'build':
      return `${image.build.repositoryName}:${UNBUILT}`;
  }
}
