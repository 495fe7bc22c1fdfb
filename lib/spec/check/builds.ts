import type { Axon } from '../axon';
import { issue, type Issue } from '../issue';

/** What a build that names no artifact is told, before one is tried and when it is. */
export function nothingToBuildFrom(task: string): Pick<Issue, 'message' | 'hint'> {
  const message = `the build of ${task} names no artifact, so there is nothing to build from`;
  return { message, hint: 'add artifact: NAME, and the code of that name to spec.artifacts' };
}

/** Images that `build` and `run` cannot make. A cluster takes them if somebody else has made them. */
export function checkBuilds(axon: Axon): readonly Issue[] {
  return [...axon.tasks.values()].flatMap(({ name, kind, path, image }): Issue[] => {
    if (image?.kind !== 'build' || image.build.artifact !== undefined) return [];
    const { message, hint } = nothingToBuildFrom(name);
    return [issue('MYL1111', [...path, kind, 'imageBuild'], message, hint)];
  });
}
