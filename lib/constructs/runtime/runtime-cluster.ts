import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { ClusterFacts } from '../../spec/cluster-facts';
import { sharedLabels } from '../../spec/derive/labels';
import { RUNTIME_NAME } from '../../spec/derive/names';
import { siblingChart } from '../sibling-chart';

/** By which Pod Security knows what it enforces in a namespace. */
const ENFORCED = 'pod-security.kubernetes.io/enforce';

/**
 * What a cluster that was just made does not have yet, and only an admin may make: the class of storage that all axons share,
 * and the namespace with the labels by which it has sidecars. It stands in the file for an admin.
 *
 * - A namespace is *restricted*, unless its sidecars come with a privileged container, which no level but *privileged* admits.
 * - Without a provisioner the class is there already.
 */
export function growClusterObjects(runtime: Construct, facts: ClusterFacts, namespace: string | undefined): void {
  const { storageClass, mesh } = facts;
  const home = new Construct(siblingChart(runtime, 'admin'), `${RUNTIME_NAME}-cluster`);
  if (storageClass?.provisioner !== undefined) {
    const { name, provisioner, parameters = {}, mountOptions = [] } = storageClass;
    new ApiObject(home, 'StorageClass', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name, labels: sharedLabels(RUNTIME_NAME, 'runtime') },
      provisioner,
      parameters,
      ...(mountOptions.length === 0 ? {} : { mountOptions }),
      allowVolumeExpansion: true,
    });
  }
  if (namespace === undefined || mesh === undefined) return;
  const sidecars = mesh.kind !== 'none' && Object.keys(mesh.namespaceLabels ?? {}).length > 0;
  const level = sidecars && mesh.cni !== true ? 'privileged' : 'restricted';
  new ApiObject(home, 'Namespace', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { [ENFORCED]: level, ...mesh.namespaceLabels } },
  });
}
