import type { Axon, Task } from '../../spec/axon';
import { canonicalJson } from '../../spec/canonical';
import { issue, type Issue } from '../../spec/issue';
import type { ImageBuildSpec } from '../../spec/schema/workload';
import { imagePath } from '../task-source';

/** One image to build, whichever tasks run it. */
export interface ImagePlan {
  readonly repositoryName: string;
  readonly build: ImageBuildSpec;
  /** In the order of the axon; there is at least one. */
  readonly tasks: readonly [Task, ...Task[]];
}

/**
 * The images of an axon, one for each `repositoryName`. Tasks may share one; two that say different things about it are an
 * issue, since the second push would replace the first.
 *
 * @param only - names of tasks. @default - all
 */
export function imagePlans(
  axon: Axon,
  only?: ReadonlySet<string>,
): { readonly plans: readonly ImagePlan[]; readonly issues: readonly Issue[] } {
  const plans = new Map<string, ImagePlan>();
  const issues: Issue[] = [];
  for (const task of axon.tasks.values()) {
    if (task.image?.kind !== 'build' || only?.has(task.name) === false) continue;
    const { build } = task.image;
    const { repositoryName } = build;
    const known = plans.get(repositoryName);
    if (known !== undefined && canonicalJson(known.build) !== canonicalJson(build)) {
      const message = `${task.name} builds ${repositoryName} from something else than ${known.tasks[0].name} does`;
      issues.push(issue('MYL4001', imagePath(task), message, 'give one of them another repositoryName'));
      continue;
    }
    plans.set(repositoryName, { repositoryName, build, tasks: known === undefined ? [task] : [...known.tasks, task] });
  }
  return { plans: [...plans.values()], issues };
}
