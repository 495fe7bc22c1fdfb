import { contentHash } from '../spec/canonical';
import { TASK_CONTAINER } from '../spec/derive/task-containers';
import type { Code } from '../engine/journal';
import type { Session } from './hand';
import type { KubeObject } from './kube/kube';
import type { Shapes } from './shapes';

/**
 * What a task would run if it were started now, by its shape at rest.
 *
 * - An image that is named by its digest is its digest. Of any other the shape is known, and not what its tag is today.
 * - A shape that is not there, or of another spec, says nothing: no result is used again because of it.
 */
export function taskCode(session: Session, shapes: Pick<Shapes, 'of'>): (task: string) => Code | undefined {
  return (name) => {
    const { axon } = session;
    const task = axon.tasks.get(name);
    const shape = task && shapes.of(axon, task);
    if (shape === undefined) return undefined;
    const { spec } = shape;
    const template = spec?.jobTemplate?.spec?.template ?? spec?.template;
    return { build: digestIn(template) ?? contentHash(template ?? spec) };
  };
}

function digestIn(template: KubeObject | undefined): string | undefined {
  const containers: readonly { readonly name: string; readonly image?: string }[] =
    template?.['spec']?.containers ?? [];
  const { image = '' } = containers.find(({ name }) => name === TASK_CONTAINER) ?? containers[0] ?? {};
  return /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
}
