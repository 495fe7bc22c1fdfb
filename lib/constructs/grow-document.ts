import { isDeepStrictEqual } from 'node:util';
import type { Construct } from 'constructs';
import type { Task as ResolvedTask } from '../spec/axon';
import { AxonContext } from './axon-context';
import type { PartList } from './axon-document';
import { idFor } from './construct-use';
import { DesiredModel } from './desired-model';
import { propsOf } from './document-form';
import { ModelGraph } from './model-graph';
import type { KubernetesObject } from './kubernetes-object';
import { listOf, objectOf, taskOutline, textOf } from './outline';
import { Sensor } from './sensor';
import { ContainerTask } from './tasks/container-task';
import { DeployTask } from './tasks/deploy-task';
import { SparkTask } from './tasks/spark-task';
import { TrainTask } from './tasks/train-task';

/**
 * Makes the constructs of what a document lists, in its order.
 *
 * - A document may still be wrong: what has no name of its own gets no construct, and stays in the document, so that
 *   checking it says everything.
 *
 * @param read - the document as it was written
 * @param named - the same with parameters replaced: names are known before anything is resolved
 */
export function growDocument(axon: Construct, context: AxonContext, read: unknown, named: unknown): void {
  const given = objectOf(objectOf(read)['spec']);
  const known = objectOf(objectOf(named)['spec']);
  const each = (
    list: PartList,
    grow: (id: string | undefined, form: KubernetesObject, known: KubernetesObject) => boolean,
  ) =>
    listOf(given[list]).forEach((form, index) => {
      const item = objectOf(listOf(known[list])[index]);
      if (!grow(idOf(item['name']), objectOf(form), item)) context.document.add(list, { _toDocument: () => form });
    });
  const free = (folder: string, id: string) => axon.node.findChild(folder).node.tryFindChild(idFor(id)) === undefined;

  each('artifacts', () => false);
  each('tasks', (id, form, item) => {
    const kind = taskOutline(item)?.kind;
    if (id === undefined || kind === undefined || !free('Tasks', id)) return false;
    growTask(axon, id, kind, form);
    return true;
  });
  const graphs = new Map<string, { readonly form: unknown; readonly graph: ModelGraph }>();
  each('sensors', (id, form, item) => {
    const actions = listOf(form['tasks']).map((action, index) => {
      const { deployer } = objectOf(action);
      const name = idOf(objectOf(objectOf(listOf(item['tasks'])[index])['deployer'])['name']);
      if (name === undefined) return action;
      if (!graphs.has(name)) {
        const graph = new ModelGraph(axon, name, propsOf(objectOf(deployer)));
        graphs.set(name, { form: deployer, graph });
      }
      const found = graphs.get(name);
      return isDeepStrictEqual(found?.form, deployer) ? { ...objectOf(action), deployer: found?.graph } : action;
    });
    const props = propsOf<object>(Array.isArray(form['tasks']) ? { ...form, tasks: actions } : form);
    if (id === undefined || !free('Sensors', id)) return false;
    new Sensor(axon, id, props);
    return true;
  });
  each('desired', (id, form) => {
    if (id === undefined || !free('Deployers', id)) return false;
    new DesiredModel(axon, id, propsOf(form));
    return true;
  });
}

function growTask(axon: Construct, id: string, kind: ResolvedTask['kind'], form: KubernetesObject): void {
  switch (kind) {
    case 'container':
      new ContainerTask(axon, id, propsOf(form));
      return;
    case 'train':
      new TrainTask(axon, id, propsOf(form));
      return;
    case 'deploy':
      new DeployTask(axon, id, propsOf(form));
      return;
    case 'spark':
      new SparkTask(axon, id, propsOf(form));
      return;
  }
}

/** A name that can be the id of a construct. */
function idOf(name: unknown): string | undefined {
  const text = textOf(name);
  return text === undefined || text.includes('/') ? undefined : text;
}
