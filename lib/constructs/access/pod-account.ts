import { ServiceAccount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { AxonContext } from '../axon-context';
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
): ServiceAccount {
  return new ServiceAccount(scope, id, { metadata: context.metadata(name, thing), automountToken: asksApi });
}
