import type { Task } from '../spec/axon';
import { contentHash } from '../spec/canonical';
import { SPEC_HASH_LABEL } from '../spec/derive/labels';
import { modelServerName } from '../spec/derive/names';
import { TASK_CONTAINER } from '../spec/derive/task-containers';
import type { Code } from '../engine/journal';
import { shapeOf } from './attempts/shape-at-rest';
import type { Session } from './hand';
import type { Informers } from './kube/informers';
import type { KubeObject } from './kube/kube';

/**
 * What a task would run if it were started now, by its shape at rest.
 *
 * - An image that is named by its digest is its digest. Of any other the shape is known, and not what its tag is today.
 * - A shape that is not there, or of another spec, says nothing: no result is used again because of it.
 */
export function taskCode(session: Session, informers: Informers): (task: string) => Code | undefined {
  return (name) => {
    const { axon } = session;
    const task = axon.tasks.get(name);
    const shape = task && findShape(axon.name, task, informers);
    if (shape?.metadata.labels?.[SPEC_HASH_LABEL] !== axon.hash) return undefined;
    const { spec } = shape;
    const template = spec?.jobTemplate?.spec?.template ?? spec?.template;
    return { build: digestIn(template) ?? contentHash(template ?? spec) };
  };
}

function findShape(axon: string, task: Task, informers: Informers): KubeObject | undefined {
  if (task.kind === 'deploy') return informers.of('Deployment').get(modelServerName(axon, task.name));
  const { kind, name } = shapeOf(axon, task, {});
  return informers.of(kind).get(name);
}

function digestIn(template: KubeObject | undefined): string | undefined {
  const containers: readonly { readonly name: string; readonly image?: string }[] =
    template?.['spec']?.containers ?? [];
  const { image = '' } = containers.find(({ name }) => name === TASK_CONTAINER) ?? containers[0] ?? {};
  return /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
}
