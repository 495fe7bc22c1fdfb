import { Construct } from 'constructs';
import { KubeObject, type LateMetadata } from './kube-object';

/** A ConfigMap, which may be changed. */
export function configMap(
  scope: Construct,
  id: string,
  metadata: LateMetadata,
  data: () => Readonly<Record<string, string>>,
): void {
  new KubeObject(new Construct(scope, id), 'Resource', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    fields: { data, immutable: () => false },
  });
}
