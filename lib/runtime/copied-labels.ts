import { QUEUE_LABEL, type Labels } from '../spec/derive/labels';

const RECOMMENDED = ['name', 'component', 'part-of', 'managed-by', 'version'].map((key) => `app.kubernetes.io/${key}`);

/** By which the webhook of AKS knows that a pod is to be given the identity of its account. */
const IDENTITY_LABEL = 'azure.workload.identity/use';

/**
 * Labels of an object at rest that its copies take: never those by which tools find what they have applied, who would delete
 * the copy as something that is not in git. Pods keep all that their template has: they belong to the copy.
 *
 * @param costs - keys of the labels that the axon's metadata gives every object
 */
export function copiedLabels(labels: Labels = {}, costs: Labels = {}): Labels {
  const taken = Object.entries(labels).filter(
    ([key]) =>
      [...RECOMMENDED, QUEUE_LABEL, IDENTITY_LABEL].includes(key) ||
      key.startsWith('myelin.io/') ||
      Object.hasOwn(costs, key),
  );
  return Object.fromEntries(taken);
}
