import { Construct } from 'constructs';
import type { AxonContext } from '../axon-context';
import { KubeObject, type LateMetadata } from '../kube-object';
import type { LabelledThing } from '../../spec/derive/labels';

/**
 * An account for pods of an axon.
 *
 * @param asksApi - whether its pods get a token for the API server; else it is a name, and may do nothing
 */
export function podAccount(
  scope: Construct,
  id: string,
  context: AxonContext,
  name: string,
  thing: LabelledThing,
  asksApi = false,
): void {
  const annotations = () => context.accounts.identity(name)?.annotations ?? {};
  serviceAccount(scope, id, context.metadata.of(name, thing, { annotations }), asksApi);
}

/** @param asksApi - whether pods of the account get a token for the API server */
export function serviceAccount(scope: Construct, id: string, metadata: LateMetadata, asksApi: boolean): void {
  new KubeObject(new Construct(scope, id), 'Resource', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
    fields: { automountServiceAccountToken: () => asksApi },
  });
}
