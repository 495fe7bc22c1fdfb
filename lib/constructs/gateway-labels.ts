import { AT_REST, type LabelledThing } from '../spec/derive/labels';

/** What the gateway at rest of a deployer is. */
export function gatewayAtRest(deployer: string): LabelledThing {
  return { ...everyGateway(deployer), version: AT_REST };
}

/** What the gateways of a deployer are, whichever their version. */
export function everyGateway(deployer: string): LabelledThing {
  return { component: 'gateway', deployer };
}
