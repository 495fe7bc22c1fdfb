import { ConstructUseError } from './axon-error';
import { Gate } from './gate';
import { DeployTask } from './tasks/deploy-task';
import { Task } from './tasks/task';
import type { Trigger } from './trigger';

/**
 * Whose metrics the gates of a sensor read, once it is known that they are made of metrics of the same task.
 *
 * - In CEL `metrics.accuracy` belongs to no task: it is of the first run that the firing heard end, in the order of the triggers.
 * - Under `Any` a firing hears one trigger, so a `when` of the sensor is asked of each.
 *
 * @throws ConstructUseError where a gate would compare the metrics of another task than it was made of, or none
 */
export function expectComparable(construct: string, when: unknown, triggers: readonly Trigger[], any: boolean): void {
  const heard = triggers.flatMap(reporterOf);
  const [first] = heard;
  const read = any || first === undefined ? heard : [first];
  expectOf(construct, when, read);
  for (const trigger of triggers) expectOf(construct, trigger._when, any ? reporterOf(trigger) : read);
}

/** The task whose metrics come with an event of the trigger. */
function reporterOf({ _heard: subject }: Trigger): readonly Task[] {
  return subject instanceof Task && !(subject instanceof DeployTask) ? [subject] : [];
}

function expectOf(construct: string, when: unknown, read: readonly Task[]): void {
  if (!(when instanceof Gate)) return;
  for (const task of when._compared) {
    const others = read.filter((one) => one !== task).map(({ name }) => name);
    if (read.length > 0 && others.length === 0) continue;
    const fact = read.length === 0 ? 'no trigger hears a run end' : `it would read those of ${others.join(', ')}`;
    throw new ConstructUseError(
      construct,
      `when compares metrics of ${task.name}, but ${fact}: use Condition.metric, or listen to ${task.name} alone`,
    );
  }
}
