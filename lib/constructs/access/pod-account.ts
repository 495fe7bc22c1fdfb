import { Construct } from 'constructs';
import type { AxonContext } from '../axon-context';
import { KubeObject, type LateMetadata } from '../kube-object';
import type { LabelledThing } from '../../spec/derive/labels';

/** An account for pods of an axon. */
export interface PodAccount {
  readonly name: string;
  readonly thing: LabelledThing;
  /** Whether its pods get a token for the API server; else it is a name, and may do nothing. @default false */
  readonly asksApi?: boolean;
}

/** The account of pods, with what the cloud ties to its name. */
export function podAccount(scope: Construct, context: AxonContext, { name, thing, asksApi = false }: PodAccount): void {
  const annotations = () => context.accounts.identity(name)?.annotations ?? {};
  serviceAccount(scope, context.metadata.of(name, thing, { annotations }), { asksApi });
}

/** An account that gives its pods a token only if they ask the API server; `metadata` says its name. */
export function serviceAccount(
  scope: Construct,
  metadata: LateMetadata,
  { asksApi }: Required<Pick<PodAccount, 'asksApi'>>,
): void {
  new KubeObject(new Construct(scope, 'Account'), 'Resource', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
    fields: { automountServiceAccountToken: () => asksApi },
  });
}
