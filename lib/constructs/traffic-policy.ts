import { Construct } from 'constructs';
import { destinationRule } from '../mesh/destination-rule';
import type { AxonContext } from './axon-context';
import { KubeObject } from './kube-object';
import type { LabelledThing } from '../spec/derive/labels';

/**
 * How the mesh calls a Service at rest: the shape of the rules of the versions, which differ from it by their host. Nothing
 * where Istio is not the mesh.
 */
export function trafficPolicy(scope: Construct, context: AxonContext, host: string, thing: LabelledThing): void {
  if (context.surroundings.mesh !== 'istio') return;
  new KubeObject(new Construct(scope, 'TrafficPolicy'), 'Resource', {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: context.metadata.of(host, thing),
    fields: { spec: () => destinationRule(host, thing.component === 'gateway' ? 'gateway' : 'model') },
  });
}
