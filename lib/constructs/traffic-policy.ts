import { Construct } from 'constructs';
import { DestinationRule, type DestinationRuleSpec } from '../../imports/networking.istio.io';
import { destinationRule } from '../mesh/destination-rule';
import type { AxonContext } from './axon-context';
import { isMeshed } from './axon-ingress';
import type { LabelledThing } from '../spec/derive/labels';

/**
 * How the mesh calls a Service at rest: the shape of the rules of the versions, which differ from it by their host. Nothing
 * where Istio is not the mesh.
 */
export function trafficPolicy(scope: Construct, context: AxonContext, host: string, thing: LabelledThing): void {
  if (!isMeshed(context)) return;
  new DestinationRule(new Construct(scope, 'TrafficPolicy'), 'Resource', {
    metadata: context.metadata(host, thing),
    spec: destinationRule(host) as object as DestinationRuleSpec,
  });
}
