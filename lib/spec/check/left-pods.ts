import type { Axon } from '../axon';
import { issue, type Issue } from '../issue';
import { valueAt } from '../schema-faults';

/** Pods of a TFJob that go on when it has ended: what comes after an attempt would write where they write. */
export function checkLeftPods(axon: Axon): readonly Issue[] {
  return [...axon.tasks.values()].flatMap((task): Issue[] => {
    if (task.kind !== 'train') return [];
    // The run policy is what a TFJob has since v1, and beats what stands beside it.
    const places = [['runPolicy', 'cleanPodPolicy'], ['cleanPodPolicy']];
    const place = places.find((keys) => valueAt(task.spec.tfJobSpec, keys) !== undefined);
    if (place === undefined || valueAt(task.spec.tfJobSpec, place) !== 'None') return [];
    const message = `cleanPodPolicy None leaves pods of ${task.name} when it has ended, and an attempt that failed is not tried again while one runs`;
    const hint = 'leave cleanPodPolicy out, which is Running, or delete the pods by hand each time';
    return [issue('MYL1110', [...task.path, 'train', 'tfJobSpec', ...place], message, hint)];
  });
}
