import type { Axon } from '../../axon';
import type { ClusterFacts } from '../../cluster-facts';
import { issue, type Issue } from '../../issue';
import { didYouMean } from '../../lang/closest';
import { checkAdmission } from './admission';
import { checkKubernetesVersion } from './kubernetes-version';
import { checkNodes } from './nodes';
import { checkReferences } from './references';
import { checkStorage } from './storage';

/**
 * What an axon asks for and a cluster does not have: Secrets and their keys, accounts, nodes, storage, custom resources, a
 * Kubernetes that is new enough, and pods that its namespace would refuse.
 *
 * - What the facts leave out is not known, and nothing is said of it.
 * - Pure: the same axon and facts give the same issues, in the order of the document.
 */
export function checkAgainstCluster(axon: Axon, facts: ClusterFacts): readonly Issue[] {
  const name = axon.namespace ?? facts.defaultNamespace;
  const namespaces = facts.namespaces;
  const known = name !== undefined && namespaces !== undefined && Object.hasOwn(namespaces, name);
  const namespace = known ? namespaces[name] : undefined;
  return [
    ...(name === undefined || namespaces === undefined || known ? [] : [noNamespace(name, Object.keys(namespaces))]),
    ...(namespace === undefined ? [] : [...checkReferences(axon, namespace), ...checkAdmission(axon, namespace)]),
    ...checkStorage(axon, facts),
    ...checkNodes(axon, facts),
    ...checkResources(axon, facts),
    ...checkKubernetesVersion(axon, facts),
  ];
}

function noNamespace(name: string, known: readonly string[]): Issue {
  const hint = didYouMean(name, known) ?? `make it, or name one of ${known.join(', ') || 'none'}`;
  return issue('MYL6002', ['metadata', 'namespace'], `the cluster has no namespace ${name}`, hint);
}

/** Kinds of objects that somebody else's operator makes. */
function checkResources(axon: Axon, { resources }: ClusterFacts): readonly Issue[] {
  if (resources === undefined) return [];
  return [...axon.tasks.values()].flatMap((task): Issue[] => {
    const wanted =
      task.kind === 'spark'
        ? { resource: 'sparkapplications.sparkoperator.k8s.io', key: 'spark', operator: 'the Spark operator' }
        : task.kind === 'train' && task.spec.tfJobSpec !== undefined
          ? { resource: 'tfjobs.kubeflow.org', key: 'tfJobSpec', operator: 'the training operator of Kubeflow' }
          : undefined;
    if (wanted === undefined || resources.includes(wanted.resource)) return [];
    const path = [...task.path, task.kind, ...(wanted.key === 'spark' ? [] : [wanted.key])];
    const message = `the cluster has no ${wanted.resource}, so ${task.name} cannot be made`;
    return [issue('MYL6006', path, message, `install ${wanted.operator}`)];
  });
}
